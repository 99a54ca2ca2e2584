"""Everything that the machine remembers."""

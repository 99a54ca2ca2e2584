"""What Sphinx reads to make HTML of the pages."""

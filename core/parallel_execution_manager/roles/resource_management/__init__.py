"""The role that measures what the machine and its processes use, and recommends limits."""

"""Leases: claims on files, their index, and the table of holders and waiters."""

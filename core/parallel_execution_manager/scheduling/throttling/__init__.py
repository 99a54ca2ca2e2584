"""Throttling: holds back roles and tasks by levels when resources run out."""

"""What ``dev.py`` does, with nothing but the standard library: set-up, tests, checks, locks."""

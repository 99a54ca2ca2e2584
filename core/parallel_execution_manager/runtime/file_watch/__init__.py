"""Watching for the undeclared: who touches files that are leased to another, and what tasks work with."""

"""Dialogs that ask the operator something."""

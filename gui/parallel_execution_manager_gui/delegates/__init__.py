"""Delegates: how a cell is drawn."""

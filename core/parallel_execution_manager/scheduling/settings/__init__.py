"""Declared settings: their types, units and ranges, and the configuration that is made of them."""

"""The window in other languages: which one, the tables that are translated, and sentences of the core."""

"""The history: every attempt that has ended, in a file of its own."""

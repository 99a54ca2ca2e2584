"""The panels of the main window: each shows one side of the snapshot."""

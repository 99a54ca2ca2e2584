"""The role that reports who uses the machine and which requirements are too high or too low."""

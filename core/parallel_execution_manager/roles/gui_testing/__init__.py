"""The role that runs a Qt script apart and sees whether its windows open, answer and close."""

"""Commands: what an operator or a program can ask of the machine."""

"""How the outside talks to a manager: the command line and its verbs."""

"""The role that drives a program's windows and says whether they did what the test expects."""

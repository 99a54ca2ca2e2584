"""The role that reports where each milestone of a project stands against its due date."""

"""The role that runs a script for an agent, repeatably, and records what a repetition needs."""

"""Adapters to the machine: processes, samples, files, configuration files. No Qt."""

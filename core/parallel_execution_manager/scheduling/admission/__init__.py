"""Admission: whether one more task fits, and what tasks are expected to need."""

"""The pure scheduler: events in, effects out; no clock, no file, no Qt, only the standard library."""

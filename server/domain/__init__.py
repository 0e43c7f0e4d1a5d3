"""The rules, pure: no await, clock, randomness, log or I/O; one file a feature."""

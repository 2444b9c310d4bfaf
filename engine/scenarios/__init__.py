"""Scenarios of a trajectory: read, run through the operations, count what they cover."""

"""Trajectory folders: read, check, hash; what the runtime compiles and the pages show."""

"""Trajectory folders: read, check, hash; what the runtime compiles and the pages show.

``bundle`` reads and hashes a folder, ``load`` makes a `Definition` of it, ``bpmn`` reads
one diagram into the values of ``model``, ``rules`` say what is wrong with either.
"""

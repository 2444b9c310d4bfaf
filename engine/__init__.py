"""Runs the trajectories of the Flemish integration agencies; knows no HTTP."""

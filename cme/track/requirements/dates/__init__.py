"""The days of a cycle."""

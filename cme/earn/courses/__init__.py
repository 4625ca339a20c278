"""Courses: read a topic, pass its post-test, earn its credit (E6)."""

"""Courses: their settings and their topics with post-tests, each in versions that stay."""

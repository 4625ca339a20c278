"""Courses: what is said of them and their topics with post-tests, each in versions that stay."""

"""Telling the bodies. So far: the tag that each claimed entry carries."""

"""Looking back over everything: the dashboard."""

"""What can be earned: activities, the library of articles, their importers, the demo content."""

"""For review, two questions, To claim."""

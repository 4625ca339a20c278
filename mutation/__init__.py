"""`make mutants`: change one thing in a rule at a time and see whether a test notices."""

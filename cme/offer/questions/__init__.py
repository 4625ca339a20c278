"""Board-review questions: categories, questions in versions that stay, corrected keys, imports."""

"""Board-review questions: categories, questions in versions that stay, mended keys, imports."""

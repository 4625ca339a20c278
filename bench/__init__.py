"""Side-by-side measurements of pages against a floor that does the least possible."""

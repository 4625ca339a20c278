"""Side-by-side measurements: what a page costs against a floor that does the least that it could do."""

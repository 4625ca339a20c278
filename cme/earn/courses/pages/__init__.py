"""Pages of courses: the course and its topics; post-tests and the evaluation."""

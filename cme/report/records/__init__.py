"""What reporting remembers: the outbox, its errands, what was sent and answered, and the tags made of it."""

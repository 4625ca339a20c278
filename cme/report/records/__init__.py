"""The records of reporting: the outbox, deliveries, what was sent and answered, and the tags of entries."""

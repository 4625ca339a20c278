"""What reporting remembers: the outbox, its errands, what was sent and answered, and the tags made of it."""

from cme.report.records import breaker, errands, history, outbox, tables, tags  # noqa: F401 - one door for the others

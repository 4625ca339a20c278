"""What reporting remembers: the outbox, its errands, what was sent and answered, and the tags made of it."""

from cme.report.records import again, breaker, checks, errands, history, outbox, tables, tags, told  # noqa: F401 - one door for the others

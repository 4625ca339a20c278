"""The people whom a demo offers at its sign-in page."""

PASSWORD = "demo-demo-demo"  # noqa: S105 - printed on the sign-in page of a demo
PEOPLE = (
    ("physician@example.org", "Physician", "a history of two years"),
    ("nurse@example.org", "Nurse", "certificates of participation"),
    ("newcomer@example.org", "Newcomer", "a physician with an empty profile"),
    ("coordinator@example.org", "Coordinator", "runs the CME office"),
)

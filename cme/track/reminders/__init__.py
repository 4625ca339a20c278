"""The clock: what is due when, on the dashboard, in a calendar and by mail (T4)."""

"""Reminders of what is due, on the dashboard, in a calendar and by mail (T4)."""

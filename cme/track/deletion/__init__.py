"""Deleting an account: what goes at once, what stays for six years, and what erases that in the end (C7)."""

"""The clinician's own pages: signing in, the account, its security, the profile."""

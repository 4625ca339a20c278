"""Who: clinicians and coordinators, signing in, the CME profile."""

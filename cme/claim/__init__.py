"""To claim, preview, Claimed: never more than was earned, never twice."""

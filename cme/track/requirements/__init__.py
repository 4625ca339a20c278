"""What licensing bodies, boards, hospitals and employers ask for, and how far a clinician has come (T3)."""

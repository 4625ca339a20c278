"""What licensing bodies, boards, hospitals and employers ask for, and what a clinician has of it (T3)."""

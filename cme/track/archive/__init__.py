"""Archives: all records of a person in one ZIP (T6), and the pack for an audit (T5)."""

"""Archives: everything of a person's in one ZIP (T6), and the pack for an audit (T5)."""

"""To claim, the preview, the confirmation and what follows it, Claimed, Undo."""

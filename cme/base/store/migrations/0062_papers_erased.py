"""Of a signed transcript stays, when its holder leaves, that it was made; its words and its bytes are overwritten."""

from cme.base.store.migrations import _triggers_1 as triggers


def up(migrator, db):
    """Let the erasure overwrite what names somebody; hashes, numbers and codes stay."""
    triggers.let_erase(db, {"paper": ("words",), "paper_file": ("body",)})

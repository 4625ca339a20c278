"""What developers and releases need beside the program."""

"""Credit from elsewhere (T2): what others gave, told by its owner, kept with its documents."""

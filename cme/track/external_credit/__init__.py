"""External credit (T2): what other providers gave, entered by its owner, with its documents."""

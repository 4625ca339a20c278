"""What puts credit into the ledger: a search that opened an eligible article."""

"""Board review: sessions of questions, which answers count, six of them a credit (E5)."""

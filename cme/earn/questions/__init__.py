"""Board review: sessions of questions, the answers that count, and the credit of each six (E5)."""

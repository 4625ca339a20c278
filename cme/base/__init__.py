"""What every step stands on: amounts, time, the database, pages, mail, the queue."""

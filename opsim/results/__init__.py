"""What a run means: key figures, statements, stories of lots and orders, goals; pure functions of a history."""

"""The money ledger read: balances, statements, and what quality and lateness cost."""

"""The time ledger read: what machines, lots and orders did, and why it took so long."""

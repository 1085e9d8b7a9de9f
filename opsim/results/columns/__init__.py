"""Arithmetic on columns of whole numbers: spans of time, rows by id, exact sums and shares."""

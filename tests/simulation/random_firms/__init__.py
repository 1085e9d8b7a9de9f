"""Firms drawn by chance, as plain data like that of a file: each from one number, with what happens to it."""

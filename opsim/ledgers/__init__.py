"""What happened: append-only columns of numbers and ids."""

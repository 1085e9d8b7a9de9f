"""What the app knows, without a single widget."""

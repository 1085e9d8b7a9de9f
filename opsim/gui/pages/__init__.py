"""The pages of the workspace, one module each."""

"""Schedules: what each machine does next and when, planned exactly (OR-Tools CP-SAT) or by rules and local search."""

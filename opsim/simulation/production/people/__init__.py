"""Who works at the machines: teams, shifts, skills, learning."""

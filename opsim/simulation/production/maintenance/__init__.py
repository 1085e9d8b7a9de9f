"""How machines fail and are kept: failure modes, wear, policies, crews."""

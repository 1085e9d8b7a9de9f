"""How it happens: a firm in SimPy, from its scenario to the history of one run."""

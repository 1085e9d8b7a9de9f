"""Closed-form operations theory: formulas to draw beside the simulation, and to check it against.

Standard library only. Rates, times and costs may be in any unit, as long as one call uses one unit throughout.
"""

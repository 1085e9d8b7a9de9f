"""Failures, wear, maintenance and those who repair."""

from __future__ import annotations

from random_firms.draws import among, between, hours, lives, money, section, times


def failure_modes(chance):
    """One mode alone, or a list of some; parts are products or materials that every firm has."""
    if chance.random() < 0.5:
        return failure(0)(chance)
    return [failure(number)(chance) for number in range(chance.randint(1, 3))]


def failure(number):
    def draw(chance):
        drawn = section(
            mode=among(f"mode-{number}"), time_between=lives, repair=times, clock=among("operating", "calendar"),
            cost=money, job=among("resume", "restart", "scrap-unit", "scrap-lot"), skill=among(None, "oil"),
            parts=among(None, None, {"product-0": 1}), age_left_of=among("whole-age", "last-stretch"),
            renews=among("machine", "mode"),
        )(chance)  # fmt: skip
        if drawn["time_between"].startswith(("exponential", "weibull")):
            drawn["age_left"] = chance.choice([0, 0.5, 1])
        if chance.random() < 0.2:
            drawn |= {"clock": "wear", "limit": chance.choice([2, 30]), "renews": "machine", "age_left": 0.3}
            drawn["age_left_of"] = "whole-age"
            del drawn["time_between"]
        return drawn

    return draw


def wear(chance):
    by_calendar = chance.random() < 0.2
    spoils = {} if by_calendar else section(
        drift_per_hour=among(0, 0.1), defects_per_hour=among(0, 0.01), slow_per_hour=among(0, 0, 0.02)
    )(chance)  # fmt: skip
    return spoils | section(
        process=among("steady", "gamma", "steps"), rate=among(0.3, 1), sd=among(0.5, 2),
        clock=among("calendar" if by_calendar else "operating"),
    )(chance)  # fmt: skip


def policy(chance):
    drawn = section(
        policy=among("age", "run-to-failure", "calendar", "condition"), every=hours, duration=times, cost=money,
        opportune=among("0 h", "0 h", "30 min", "6 h"), starts=among("when-due", "with-the-crew"),
        threshold=among(0, 1, 20), inspection=among("0 h", "0 h", "exponential(1) h"), inspection_cost=money,
        skill=among(None, "oil"), parts=among(None, None, {"product-0": 2}), age_left=among(0, 0, 0, 0, 0.4),
    )(chance)  # fmt: skip
    if drawn["every"] == "1 h" and drawn["opportune"] == "6 h":
        del drawn["opportune"]
    return drawn


def crew(chance):
    if chance.random() < 0.4:
        return {}
    return section(
        people=between(1, 2), wage=among(0, 12.5), shift=among("always", "day"),
        first=among("first-come", "failures", "shortest"),
    )(chance)  # fmt: skip

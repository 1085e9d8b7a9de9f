"""Operators, teams and what they agree on."""

from __future__ import annotations

from random_firms.draws import among, between, hours, maybe, money, section, share, some


def attendance(skills):
    """Plain operators, mostly; or some who come only now and then, or mind several machines."""
    plain = section(skill=among(*skills), count=between(1, 2))
    special = section(
        skill=among(*skills), count=between(1, 2), needed_for=among("all", "set-up", "run", "loading"),
        machines_per_person=between(1, 3),
    )  # fmt: skip
    return lambda chance: (special if chance.random() < 0.4 else plain)(chance)


def team(skills, rule):
    """A team of plain people, or one with levels, cross-training, absence, overtime and training."""
    plain = section(people=among(0, 1, 2, 3, 8), wage=money, shift=among("always", "day", "odd"))
    training = section(lasts=hours, at_once=between(1, 3), cost=money)
    special = section(
        people=among(0, 1, 2, 3, 8), wage=money, shift=among("always", "day", "odd", "split"), absence=share,
        level=among(1, 0.7, 1.5), skills=some(skills, among(0.5, 1.2)), absence_paid=among(True, False),
        overtime=maybe(lambda _chance: rule, 0.5), training=training,
    )  # fmt: skip
    return lambda chance: (special if chance.random() < 0.5 else plain)(chance)


def agreed(teams, needed):
    """Let teams that share a skill keep the same hours, and leave out what nobody needs or they can do anyway."""
    first = next(iter(teams.values()))
    for name, spec in teams.items():
        spec["skills"] = {skill: level for skill, level in spec.get("skills", {}).items() if skill in needed - {name}}
    if any(spec["skills"] for spec in teams.values()):
        for spec in teams.values():
            spec["shift"] = first["shift"]
            spec["overtime"] = first.get("overtime", {})
    return teams

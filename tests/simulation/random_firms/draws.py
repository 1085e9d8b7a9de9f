"""How things are drawn: each of these returns, or is, a callable that takes the source of chance."""

from __future__ import annotations


def among(*values):
    return lambda chance: chance.choice(values)


def between(low, high):
    return lambda chance: chance.randint(low, high)


def maybe(thing, share=0.4):
    return lambda chance: thing(chance) if chance.random() < share else None


def section(**parts):
    """A section of a scenario; a part that is drawn as None is left out."""

    def draw(chance):
        drawn = {key: part(chance) for key, part in parts.items()}
        return {key: value for key, value in drawn.items() if value is not None}

    return draw


def each(names, thing):
    return lambda chance: {name: thing(chance) for name in names}


def some(names, thing):
    return lambda chance: {name: thing(chance) for name in names if chance.random() < 0.4}


share = among(0, 0, 0.05, 0.3)
money = among(0, 0.07, 1, 12.5, 300)
small = between(1, 4)
hours = among("1 h", "7 h", "1 day", "40 h", "1 week")
minutes = among(
    "5 min", "90 s", "triangular(3, 9, 20) min", "gamma(mean=25, sd=20) min", "exponential(12) min", "normal(6, 4) min",
    "lognormal(8, 4) min", "erlang(3, 20) min", "weibull(1.5, 14) min", "uniform(1, 30) min",
    "hyperexponential(0.3, 5, 30) min", "geometric(7) min", "empirical(2, 3, 50) min",
)  # fmt: skip
times = among("2 h", "0 h", "exponential(9) h", "gamma(mean=30, sd=25) h", "uniform(0, 3) days", "6 days")
lives = among("exponential(12) h", "weibull(2, 30) h", "9 h", "gamma(mean=50, sd=20) h")
arrivals = among(
    "never", "every 3 h", "every 1 day", "poisson(12) per day", "poisson(40) per week", "every gamma(mean=4, sd=3) h",
    "every uniform(0, 9) h",
)  # fmt: skip
sizes = among("1", "3", "poisson(2)", "geometric(3)", "empirical(1, 1, 10)")
SHIFTS = among("always", "day", "late", "odd")

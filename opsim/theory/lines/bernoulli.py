"""Lines of Bernoulli machines: in every cycle a machine is up with a fixed probability, whatever went before.

Blocking before service: a machine works if it is up, finds a part, and its buffer has room or is being drawn from in
the same cycle. Li & Meerkov, Production Systems Engineering (2009), chapter 4.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsim.theory.markov import stationary
from opsim.theory.numerics import require

Parts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BernoulliLine:
    """Long-run averages per cycle."""

    production_rate: float
    """Parts per cycle."""
    mean_in_buffers: tuple[float, ...]
    """Parts in each buffer."""


@dataclass(frozen=True, slots=True)
class BernoulliPair:
    """Long-run averages per cycle of two machines and the buffer between them."""

    production_rate: float
    mean_in_buffer: float
    starvation: float
    """Probability that the second machine is up and finds no part."""
    blockage: float
    """Probability that the first machine is up and finds no room."""


def empty_probability(first_up: float, second_up: float, buffer: int) -> float:
    """Return Q(p1, p2, N), the probability that the buffer between two Bernoulli machines is empty.

    (1 - p) / (N + 1 - p) when equal, else (1 - p1) (1 - a) / (1 - p1 / p2 a^N) with a = p1 (1 - p2) / (p2 (1 - p1));
    computed from the state weights, which serve both cases.
    """
    return _buffer_distribution(first_up, second_up, buffer)[0]


def bernoulli_pair(first_up: float, second_up: float, buffer: int) -> BernoulliPair:
    """Return the averages of a two-machine line: PR = p2 (1 - Q(p1, p2, N))."""
    chances = _buffer_distribution(first_up, second_up, buffer)
    return BernoulliPair(
        production_rate=second_up * (1.0 - chances[0]),
        mean_in_buffer=math.fsum(n * p for n, p in enumerate(chances)),
        starvation=second_up * chances[0],
        blockage=first_up * (1.0 - second_up) * chances[-1],
    )


def bernoulli_aggregation(ups: Sequence[float], buffers: Sequence[int], rounds: int = 10_000) -> float:
    """Return the production rate of a longer line by recursive aggregation, a close approximation (chapter 4).

    Backward, each machine is seen with what blocks it; forward, with what starves it; repeated until nothing changes.
    """
    _require_line(ups, buffers)
    last = len(ups) - 1
    backward, forward = list(ups), list(ups)
    for _ in range(rounds):
        before = forward[last]
        for i in reversed(range(last)):
            backward[i] = ups[i] * (1.0 - empty_probability(backward[i + 1], forward[i], buffers[i]))
        for i in range(1, last + 1):
            forward[i] = ups[i] * (1.0 - empty_probability(forward[i - 1], backward[i], buffers[i - 1]))
        if abs(forward[last] - before) < 1e-15:
            break
    return forward[last]


def bernoulli_line(ups: Sequence[float], buffers: Sequence[int]) -> BernoulliLine:
    """Return the exact averages of a longer line by its Markov chain of buffer contents.

    The chain has the product of (N + 1) states: a thousand take some seconds.
    """
    _require_line(ups, buffers)
    outcomes = [
        (machines, math.prod(p if up else 1.0 - p for p, up in zip(ups, machines, strict=True)))
        for machines in itertools.product((False, True), repeat=len(ups))
    ]

    def moves(parts: Parts) -> Iterable[tuple[Parts, float]]:
        for machines, chance in outcomes:
            yield _after_cycle(parts, machines, buffers), chance

    chances = stationary(tuple(buffers), moves)
    return BernoulliLine(
        production_rate=ups[-1] * math.fsum(p for parts, p in chances.items() if parts[-1] > 0),
        mean_in_buffers=tuple(math.fsum(parts[i] * p for parts, p in chances.items()) for i in range(len(buffers))),
    )


def _buffer_distribution(first_up: float, second_up: float, buffer: int) -> list[float]:
    """Return the probability of 0..N parts: p(1) = p(0) p1 / (p2 (1 - p1)), then each step multiplies by a."""
    require(
        0.0 < first_up <= 1.0 and 0.0 < second_up <= 1.0 and first_up * second_up < 1.0,
        f"up probabilities {first_up:g} and {second_up:g} must lie in (0, 1], not both 1",
    )
    gain, drain = first_up * (1.0 - second_up), second_up * (1.0 - first_up)
    weights = [drain**buffer]
    weights += [first_up * gain ** (n - 1) * drain ** (buffer - n) for n in range(1, buffer + 1)]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def _after_cycle(parts: Parts, machines: Sequence[bool], buffers: Sequence[int]) -> Parts:
    """Return the buffer contents after one cycle, decided from the last machine back to the first."""
    moved = list(parts)
    drawn = False
    for i in reversed(range(len(machines))):
        has_part = i == 0 or parts[i - 1] > 0
        has_room = i == len(buffers) or parts[i] < buffers[i] or drawn
        drawn = machines[i] and has_part and has_room
        if drawn and i > 0:
            moved[i - 1] -= 1
        if drawn and i < len(buffers):
            moved[i] += 1
    return tuple(moved)


def _require_line(ups: Sequence[float], buffers: Sequence[int]) -> None:
    """Raise `InputError` unless there is one buffer, of one place or more, between any two machines."""
    require(len(buffers) == len(ups) - 1, f"{len(ups)} machines need {len(ups) - 1} buffers, got {len(buffers)}")
    require(len(ups) > 1 and min(buffers) >= 1, "a Bernoulli line needs two machines or more and buffers of at least 1")

"""Saturated lines of reliable machines with exponential times and finite buffers, blocked after service."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsim.theory.markov import birth_death, stationary
from opsim.theory.numerics import require

Parts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BufferedLine:
    """Long-run averages of a line with finite buffers."""

    throughput: float
    mean_wip: float
    """Parts in the line, those on machines included."""

    @property
    def flow_time(self) -> float:
        """Return the mean time from entering the first machine to leaving the last, by Little's law."""
        return self.mean_wip / self.throughput


def balanced_pair_throughput(service_rate: float, buffer: int) -> float:
    """Return the throughput of two equal exponential machines: mu (b + 2) / (b + 3) (Hunt 1956)."""
    return service_rate * (buffer + 2.0) / (buffer + 3.0)


def pair_throughput(first_rate: float, second_rate: float, buffer: int) -> float:
    """Return the throughput of two exponential machines with `buffer` places between them (Hunt 1956).

    Parts between the machines (0 .. b + 2, the second machine's and a blocked one included) are a birth-death process.
    """
    places = buffer + 2
    return second_rate * (1.0 - birth_death([first_rate] * places, [second_rate] * places)[0])


def exponential_line(rates: Sequence[float], buffers: Sequence[int]) -> BufferedLine:
    """Return the exact averages of a saturated exponential line by its Markov chain (Hillier & Boling 1967).

    `buffers[i]` places stand between machines i and i + 1, not counting the machines. The first machine never starves,
    the last never blocks. The chain has about (b + 3)^(n - 1) states: a thousand take some seconds.
    """
    require(len(buffers) == len(rates) - 1, f"{len(rates)} machines need {len(rates) - 1} buffers, got {len(buffers)}")
    require(len(rates) > 1, "a line needs two machines or more")

    def moves(parts: Parts) -> Iterable[tuple[Parts, float]]:
        blocked = _blocked(parts, buffers)
        for i, rate in enumerate(rates):
            if not blocked[i] and (i == 0 or parts[i - 1] > 0):
                yield _after_completion(parts, i), rate

    chances = stationary((0,) * len(buffers), moves)
    throughput = rates[-1] * math.fsum(p for parts, p in chances.items() if parts[-1] > 0)
    on_first = math.fsum(p for parts, p in chances.items() if not _blocked(parts, buffers)[0])
    downstream = math.fsum(p * sum(parts) for parts, p in chances.items())
    return BufferedLine(throughput, on_first + downstream)


def _blocked(parts: Parts, buffers: Sequence[int]) -> list[bool]:
    """Return which machines hold a finished part; `parts[i]` counts parts past machine i and not finished on i + 1.

    They fit in the buffer, on machine i + 1 (unless it holds a finished part of its own) and on machine i, blocked.
    """
    blocked = [False] * (len(parts) + 1)
    for i in reversed(range(len(parts))):
        blocked[i] = parts[i] == buffers[i] + 2 - blocked[i + 1]
    return blocked


def _after_completion(parts: Parts, machine: int) -> Parts:
    """Return the parts between machines once `machine` has finished one."""
    moved = list(parts)
    if machine > 0:
        moved[machine - 1] -= 1
    if machine < len(parts):
        moved[machine] += 1
    return tuple(moved)

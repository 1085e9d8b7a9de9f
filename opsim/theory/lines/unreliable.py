"""Lines whose machines break down, with little or no storage between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsim.theory.markov import stationary
from opsim.theory.numerics import require

State = tuple[int, int, int]
"""Parts in the buffer, first machine up, second machine up."""


@dataclass(frozen=True, slots=True)
class UnreliableMachine:
    """A machine that fails at `failure_rate` while up and is repaired at `repair_rate` while down.

    Per unit of time in a continuous model; probabilities per cycle in a model that runs in cycles.
    """

    failure_rate: float
    repair_rate: float

    @property
    def efficiency(self) -> float:
        """Return the share of time up when working alone, r / (r + p)."""
        return self.repair_rate / (self.repair_rate + self.failure_rate)


@dataclass(frozen=True, slots=True)
class BufferedPair:
    """Long-run averages of two machines and the buffer between them."""

    efficiency: float
    """Parts per cycle."""
    mean_in_buffer: float


def line_without_buffers(machines: Sequence[UnreliableMachine]) -> float:
    """Return the efficiency of a line that stops as a whole: E0 = 1 / (1 + sum of p / r) (Buzacott 1967).

    Failures depend on operation: a machine does not age while the line is stopped.
    """
    return 1.0 / (1.0 + math.fsum(machine.failure_rate / machine.repair_rate for machine in machines))


def line_with_time_failures(machines: Sequence[UnreliableMachine]) -> float:
    """Return the efficiency of the same line when machines also fail while it is stopped: product of efficiencies."""
    return math.prod(machine.efficiency for machine in machines)


def pair_bounds(machines: Sequence[UnreliableMachine]) -> tuple[float, float]:
    """Return the efficiency without any buffer and with an endless one; any buffer lies between."""
    return line_without_buffers(machines), min(machine.efficiency for machine in machines)


def deterministic_pair(first: UnreliableMachine, second: UnreliableMachine, storage: int) -> BufferedPair:
    """Return the exact averages of two machines with equal constant cycles and geometric up and down times.

    In each cycle the machines change state first (one that starves or is blocked cannot fail), then parts move.
    `storage` counts every place between the machines. Buzacott (1967); Gershwin, Manufacturing Systems Engineering
    (1994), chapter 3; solved here as a Markov chain, so any storage of 1 or more will do.
    """
    require(storage >= 1, f"storage {storage} is below 1; give it a place, or use line_without_buffers")

    def moves(state: State) -> Iterable[tuple[State, float]]:
        parts, first_up, second_up = state
        has_room, has_part = parts < storage, parts > 0
        for next_first, chance_first in _turns(first, bool(first_up), can_fail=has_room):
            for next_second, chance_second in _turns(second, bool(second_up), can_fail=has_part):
                moved = parts + (next_first and has_room) - (next_second and has_part)
                yield (moved, next_first, next_second), chance_first * chance_second

    chances = stationary((storage // 2, 1, 1), moves)
    made = math.fsum(
        p * math.fsum(c for up, c in _turns(second, bool(state[2]), can_fail=True) if up)
        for state, p in chances.items()
        if state[0] > 0
    )
    return BufferedPair(made, math.fsum(state[0] * p for state, p in chances.items()))


def continuous_pair(first: UnreliableMachine, second: UnreliableMachine, buffer: float) -> float:
    """Return the production per cycle time of two machines that pass a fluid, with exponential up and down times.

    Both run at one part per cycle; failures depend on time. PR = e2 (1 - Q), Li & Meerkov, Production Systems
    Engineering (2009), chapter 11. A line of discrete parts differs by the order of 1 / (buffer x repair time).
    """
    return second.efficiency * (1.0 - _fluid_starvation(first, second, buffer))


def _fluid_starvation(first: UnreliableMachine, second: UnreliableMachine, buffer: float) -> float:
    """Return Q(lambda1, mu1, lambda2, mu2, N), the probability that the second machine finds the buffer empty."""
    fail1, repair1, fail2, repair2 = first.failure_rate, first.repair_rate, second.failure_rate, second.repair_rate
    fails, repairs = fail1 + fail2, repair1 + repair2
    imbalance = fail1 * repair2 - fail2 * repair1
    if abs(imbalance) < 1e-12 * fail1 * repair2:
        room = fails * repairs + fail2 * repair1 * (fails + repairs) * buffer
        return fail1 * fails * repairs / ((fail1 + repair1) * room)
    e1, e2 = first.efficiency, second.efficiency
    ratio = e1 * (1.0 - e2) / (e2 * (1.0 - e1))
    decay = (fails + repairs) * imbalance / (fails * repairs)
    return (1.0 - e1) * (1.0 - ratio) / (1.0 - ratio * math.exp(-decay * buffer))


def _turns(machine: UnreliableMachine, is_up: bool, can_fail: bool) -> list[tuple[int, float]]:
    """Return (up or not, probability) of a machine after the next change of state."""
    if not is_up:
        return [(1, machine.repair_rate), (0, 1.0 - machine.repair_rate)]
    fails = machine.failure_rate if can_fail else 0.0
    return [(1, 1.0 - fails), (0, fails)]

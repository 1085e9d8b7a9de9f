"""The Western Electric run rules on a Shewhart chart, exactly, as a Markov chain (Champ & Woodall 1987)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from opsim.theory.markov import stationary
from opsim.theory.probability import normal_tail

State = tuple[int, ...]

SIGNAL: State = (99,)
FRESH: State = ()


@dataclass(frozen=True, slots=True)
class RunRule:
    """Signal when `hits` of the last `window` points lie beyond `deviations` on the same side."""

    hits: int
    window: int
    deviations: float


WESTERN_ELECTRIC = (RunRule(1, 1, 3.0), RunRule(2, 3, 2.0), RunRule(4, 5, 1.0), RunRule(8, 8, 0.0))


def run_rules_arl(shift: float, rules: tuple[RunRule, ...] = WESTERN_ELECTRIC) -> float:
    """Return the ARL of a chart that signals as soon as any rule holds; a window need not be full to signal.

    The state is, for each rule and side, which of the last points were hits, cut to what can still matter. After a
    signal the chart starts afresh, so ARL = 1 / (long-run share of samples that signal).
    """
    zones = _zones(shift, rules)

    def moves(state: State) -> Iterable[tuple[State, float]]:
        for depth, upper, chance in zones:
            yield _next_state(FRESH if state == SIGNAL else state, depth, upper, rules), chance

    return 1.0 / stationary(SIGNAL, moves)[SIGNAL]


def _zones(shift: float, rules: tuple[RunRule, ...]) -> list[tuple[float, bool, float]]:
    """Return (inner edge, above the centre or not, probability) of each zone between the rules' limits."""
    edges = sorted({0.0, *(rule.deviations for rule in rules)})
    zones = []
    for inner, outer in zip(edges, [*edges[1:], None], strict=True):
        for upper in (True, False):
            moved = shift if upper else -shift
            beyond = 0.0 if outer is None else normal_tail(outer - moved)
            zones.append((inner, upper, normal_tail(inner - moved) - beyond))
    return zones


def _next_state(state: State, depth: float, upper: bool, rules: tuple[RunRule, ...]) -> State:
    """Return the memory after a point in the zone that starts `depth` deviations from the centre, or SIGNAL."""
    memory = state or (0,) * (2 * len(rules))
    after = []
    for i, rule in enumerate(rules):
        for side in (0, 1):
            hit = depth >= rule.deviations and upper == (side == 0)
            history = (memory[2 * i + side] << 1 | hit) & ((1 << rule.window) - 1)
            if hit and history.bit_count() >= rule.hits:
                return SIGNAL
            after.append(_useful(history & ((1 << (rule.window - 1)) - 1), rule))
    return tuple(after) if any(after) else FRESH


def _useful(history: int, rule: RunRule) -> int:
    """Return the history without those oldest hits that no run of coming hits could still need."""
    for oldest in reversed(range(rule.window - 1)):
        if not history >> oldest & 1:
            continue
        # The hit at `oldest` leaves the window after this many more points; it matters if they can reach the count.
        points_left = rule.window - 1 - oldest
        if history.bit_count() + points_left >= rule.hits:
            return history
        history &= ~(1 << oldest)
    return history


def rules_broken(deviations: Sequence[float], rules: tuple[RunRule, ...] = WESTERN_ELECTRIC) -> list[tuple[int, ...]]:
    """Return for each plotted point which rules (from 1) it completes; an empty tuple where none.

    `deviations` are the points' distances from the centre line in standard deviations of what is plotted. A point that
    completes a rule is itself beyond the rule's line. Nothing is forgotten after a signal.
    """
    return [
        tuple(number for number, rule in enumerate(rules, start=1) if _completes(deviations, point, rule))
        for point in range(len(deviations))
    ]


def _completes(deviations: Sequence[float], point: int, rule: RunRule) -> bool:
    """Tell whether the rule holds at `point` and with it as a hit."""
    side = 1.0 if deviations[point] > 0.0 else -1.0
    window = [side * value for value in deviations[max(0, point - rule.window + 1) : point + 1]]
    return window[-1] > rule.deviations and sum(value > rule.deviations for value in window) >= rule.hits

"""Steady state of finite Markov chains: birth-death by its product form, any other chain by elimination."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from opsim.theory.numerics import require

LARGE = 1e250
"""Weights are scaled down beyond this, long before a float overflows."""

State = TypeVar("State", bound=tuple[int, ...])


def birth_death(birth_rates: Sequence[float], death_rates: Sequence[float]) -> list[float]:
    """Return the probability of 0, 1, ..., len(birth_rates) in a birth-death process.

    `birth_rates[n]` leads from n to n + 1 and `death_rates[n]` back. p(n+1) = p(n) birth(n) / death(n); Kleinrock
    (1975).
    """
    weights = [1.0]
    for birth, death in zip(birth_rates, death_rates, strict=True):
        weights.append(weights[-1] * birth / death)
        if weights[-1] > LARGE:
            weights = [weight / LARGE for weight in weights]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def stationary(start: State, moves: Callable[[State], Iterable[tuple[State, float]]]) -> dict[State, float]:
    """Return the long-run probability of every state reachable from `start`, in sorted order.

    `moves(state)` yields (next state, rate or probability). `start` must be a state that the chain keeps coming back
    to. Solved without subtractions, so without cancellation: Grassmann, Taksar & Heyman (1985).
    """
    flows = _reachable_flows(start, moves)
    states = sorted(flows)
    position = {state: i for i, state in enumerate(states)}
    rows = [{position[to]: rate for to, rate in flows[state].items()} for state in states]
    weights = _eliminated(rows)
    total = math.fsum(weights)
    return {state: weight / total for state, weight in zip(states, weights, strict=True)}


def _reachable_flows(
    start: State, moves: Callable[[State], Iterable[tuple[State, float]]]
) -> dict[State, dict[State, float]]:
    """Return, for every reachable state, the rate towards each other state."""
    flows: dict[State, dict[State, float]] = {}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state in flows:
            continue
        leaving: dict[State, float] = {}
        for to, rate in moves(state):
            if to != state and rate > 0.0:
                leaving[to] = leaving.get(to, 0.0) + rate
        flows[state] = leaving
        waiting.extend(leaving)
    return flows


def _eliminated(rows: list[dict[int, float]]) -> list[float]:
    """Return unnormalised stationary weights: fold the last state into the others, one by one, then unfold."""
    size = len(rows)
    sources: list[set[int]] = [set() for _ in rows]
    for i, row in enumerate(rows):
        for j in row:
            sources[j].add(i)
    inflows: list[list[tuple[int, float]]] = [[] for _ in rows]
    for k in range(size - 1, 0, -1):
        onward = [(j, rate) for j, rate in rows[k].items() if j < k]
        leaving = math.fsum(rate for _, rate in onward)
        require(leaving > 0.0, "the chain cannot return to its first states; start it in a recurrent state")
        for i in sorted(source for source in sources[k] if source < k):
            share = rows[i].pop(k) / leaving
            inflows[k].append((i, share))
            for j, rate in onward:
                if j != i:
                    rows[i][j] = rows[i].get(j, 0.0) + share * rate
                    sources[j].add(i)
    weights = [1.0]
    for k in range(1, size):
        weights.append(math.fsum(weights[i] * share for i, share in inflows[k]))
    return weights

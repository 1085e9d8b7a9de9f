"""Open Jackson networks: Poisson arrivals, exponential service, probabilistic routing (Jackson 1957)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.numerics import solved_linear
from opsim.theory.queueing.markovian import QueueMeasures, mmc


@dataclass(frozen=True, slots=True)
class OpenNetwork:
    """Long-run averages of an open network."""

    arrival_rates: tuple[float, ...]
    """Arrivals at each node, returning customers included."""
    nodes: tuple[QueueMeasures, ...]
    mean_in_system: float
    mean_sojourn: float
    """Time from entering to leaving the whole network."""


def traffic_rates(external_rates: Sequence[float], routing: Sequence[Sequence[float]]) -> list[float]:
    """Return the total arrival rate of each node: lambda(j) = external(j) + sum over i of lambda(i) routing(i, j).

    Raises `InputError` when some customers can never leave.
    """
    size = len(external_rates)
    matrix = [[(1.0 if i == j else 0.0) - routing[i][j] for i in range(size)] for j in range(size)]
    return solved_linear(matrix, external_rates)


def jackson_network(
    external_rates: Sequence[float],
    routing: Sequence[Sequence[float]],
    service_rates: Sequence[float],
    servers: Sequence[int],
) -> OpenNetwork:
    """Return the averages of an open network, each node an independent M/M/c (product form, Jackson 1957).

    `routing[i][j]` is the share of customers that go from i to j; what is left of a row leaves the network.
    """
    rates = traffic_rates(external_rates, routing)
    nodes = tuple(mmc(rate, mu, c) for rate, mu, c in zip(rates, service_rates, servers, strict=True))
    in_system = math.fsum(node.mean_in_system for node in nodes)
    return OpenNetwork(tuple(rates), nodes, in_system, in_system / math.fsum(external_rates))

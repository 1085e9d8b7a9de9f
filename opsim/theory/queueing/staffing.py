"""How many people a service desk needs, from Erlang C (call-centre practice: "80 % within 20 seconds")."""

from __future__ import annotations

import math
from dataclasses import dataclass

from opsim.theory.numerics import require
from opsim.theory.queueing.markovian import erlang_c, mmc, mmc_wait_tail


@dataclass(frozen=True, slots=True)
class Staffing:
    """The fewest agents that reach a service level, and what customers then see."""

    offered_load: float
    """Work offered, in erlangs: agents that would be busy if there were no limit."""
    agents: int
    p_wait: float
    service_level: float
    """Share of customers answered within the target time."""
    mean_wait: float
    """Average speed of answer, over all customers, in the unit of the mean handling time."""
    utilisation: float
    """Occupancy: share of an agent's time spent on customers."""


def service_level(arrival_rate: float, mean_handling: float, agents: int, target_wait: float) -> float:
    """Return the share of customers whose wait is at most `target_wait`, 1 - C exp(-(c - a) t / S); 0 if overloaded."""
    if arrival_rate * mean_handling >= agents:
        return 0.0
    return 1.0 - mmc_wait_tail(target_wait, arrival_rate, 1.0 / mean_handling, agents)


def agents_needed(arrival_rate: float, mean_handling: float, target_wait: float, target_level: float) -> Staffing:
    """Return the fewest agents with which a share `target_level` of customers waits at most `target_wait`.

    Assumes Poisson arrivals, exponential handling times and endless patience (Erlang 1917).
    """
    require(0.0 < target_level < 1.0, f"service level {target_level:g} must lie strictly between 0 and 1")
    load = arrival_rate * mean_handling
    agents = int(load) + 1
    while service_level(arrival_rate, mean_handling, agents, target_wait) < target_level:
        agents += 1
    queue = mmc(arrival_rate, 1.0 / mean_handling, agents)
    return Staffing(
        offered_load=load,
        agents=agents,
        p_wait=erlang_c(load, agents),
        service_level=service_level(arrival_rate, mean_handling, agents, target_wait),
        mean_wait=queue.mean_wait,
        utilisation=queue.utilisation,
    )


def rostered_agents(agents: int, shrinkage: float) -> int:
    """Return how many people to roster when a share `shrinkage` of paid time is breaks, training and absence."""
    require(0.0 <= shrinkage < 1.0, f"shrinkage {shrinkage:g} must be at least 0 and below 1")
    return math.ceil(agents / (1.0 - shrinkage) - 1e-9)

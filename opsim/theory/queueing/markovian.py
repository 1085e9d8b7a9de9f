"""Queues with Poisson arrivals and exponential service: M/M/c, M/M/c/K, M/M/c with patience (Erlang A), staffing.

Rates are per unit of time, times in the same unit. Sources: Erlang (1917); Gross & Harris, Fundamentals of Queueing
Theory; Palm (1957) and Garnett, Mandelbaum & Reiman (2002) for patience.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from opsim.theory.markov import birth_death
from opsim.theory.numerics import bisected_root, require


@dataclass(frozen=True, slots=True)
class QueueMeasures:
    """Long-run averages of a stable queue without losses."""

    utilisation: float
    """Share of the servers' time that is busy (rho)."""
    mean_wait: float
    """Time from arrival to start of service (Wq)."""
    mean_sojourn: float
    """Time from arrival to end of service (W)."""
    mean_queue: float
    """Customers waiting (Lq)."""
    mean_in_system: float
    """Customers waiting or in service (L)."""


@dataclass(frozen=True, slots=True)
class LossQueueMeasures:
    """Long-run averages of a queue that turns customers away or loses them."""

    state_probabilities: tuple[float, ...]
    """Probability of 0, 1, 2, ... customers in the system."""
    p_block: float
    """Share of arrivals that find the system full."""
    p_abandon: float
    """Share of arrivals that run out of patience."""
    p_wait: float
    """Probability that all servers are busy, seen by an arrival before any is turned away."""
    effective_rate: float
    """Customers served to the end, per unit of time."""
    utilisation: float
    mean_wait: float
    """Time in queue of those admitted, whether served in the end or not."""
    mean_sojourn: float
    """Time in the system of those admitted."""
    mean_queue: float
    mean_in_system: float


def measures_from_wait(arrival_rate: float, mean_service: float, servers: int, mean_wait: float) -> QueueMeasures:
    """Return all averages that follow from the mean wait by Little's law, L = lambda W (Little 1961)."""
    sojourn = mean_wait + mean_service
    return QueueMeasures(
        utilisation=arrival_rate * mean_service / servers,
        mean_wait=mean_wait,
        mean_sojourn=sojourn,
        mean_queue=arrival_rate * mean_wait,
        mean_in_system=arrival_rate * sojourn,
    )


def require_stable(utilisation: float) -> None:
    """Raise `InputError` unless the load is below capacity."""
    require(utilisation < 1.0, f"utilisation {utilisation:.4g} is not below 1: the queue grows for ever; add capacity")


def erlang_b(offered_load: float, servers: int) -> float:
    """Return the share of arrivals lost by M/G/c/c, B(c) = a B(c-1) / (c + a B(c-1)), a in erlangs (Erlang 1917)."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = offered_load * blocked / (n + offered_load * blocked)
    return blocked


def erlang_c(offered_load: float, servers: int) -> float:
    """Return the probability that an arrival waits in M/M/c, C = B / (1 - rho (1 - B)) (Erlang 1917).

    Raises `InputError` when the load is not below the number of servers.
    """
    rho = offered_load / servers
    require_stable(rho)
    blocked = erlang_b(offered_load, servers)
    return blocked / (1.0 - rho * (1.0 - blocked))


def mmc(arrival_rate: float, service_rate: float, servers: int = 1) -> QueueMeasures:
    """Return the averages of M/M/c, first come first served: Wq = C / (c mu - lambda)."""
    p_wait = erlang_c(arrival_rate / service_rate, servers)
    return measures_from_wait(
        arrival_rate, 1.0 / service_rate, servers, p_wait / (servers * service_rate - arrival_rate)
    )


def mmc_state_probability(customers: int, arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """Return the long-run probability of exactly `customers` in an M/M/c system."""
    rho = arrival_rate / (service_rate * servers)
    require_stable(rho)
    up_to_servers = birth_death([arrival_rate] * servers, [n * service_rate for n in range(1, servers + 1)])
    at_servers = up_to_servers[servers]
    total = 1.0 + at_servers * rho / (1.0 - rho)
    chance = up_to_servers[customers] if customers < servers else at_servers * math.pow(rho, customers - servers)
    return chance / total


def mmc_wait_tail(time: float, arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """Return P(wait > time) in M/M/c: C exp(-(c mu - lambda) t); one minus it is the service level."""
    p_wait = erlang_c(arrival_rate / service_rate, servers)
    return p_wait * math.exp(-(servers * service_rate - arrival_rate) * time)


def mmc_sojourn_tail(time: float, arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """Return P(time in system > time) in M/M/c, first come first served (Gross & Harris, section 2.3)."""
    load = arrival_rate / service_rate
    p_wait = erlang_c(load, servers)
    spare = servers - 1 - load
    waited = service_rate * time if spare == 0.0 else -math.expm1(-service_rate * time * spare) / spare
    return math.exp(-service_rate * time) * (1.0 + p_wait * waited)


def mmc_sojourn_quantile(probability: float, arrival_rate: float, service_rate: float, servers: int = 1) -> float:
    """Return the time that a share `probability` of customers does not exceed in an M/M/c system."""
    tail = 1.0 - probability
    high = 1.0 / service_rate
    while mmc_sojourn_tail(high, arrival_rate, service_rate, servers) > tail:
        high *= 2.0
    return bisected_root(lambda t: mmc_sojourn_tail(t, arrival_rate, service_rate, servers) - tail, 0.0, high)


def mmck(arrival_rate: float, service_rate: float, servers: int, system_capacity: int) -> LossQueueMeasures:
    """Return the averages of M/M/c/K: arrivals that find `system_capacity` customers (in service too) are lost."""
    require(system_capacity >= servers, f"system capacity {system_capacity} is below {servers} servers; raise it")
    deaths = [min(n, servers) * service_rate for n in range(1, system_capacity + 1)]
    probabilities = birth_death([arrival_rate] * system_capacity, deaths)
    return _loss_measures(probabilities, arrival_rate, service_rate, servers, p_block=probabilities[-1])


def erlang_a(arrival_rate: float, service_rate: float, servers: int, abandonment_rate: float) -> LossQueueMeasures:
    """Return the averages of M/M/c+M: each waiting customer leaves after an exponential patience of mean 1 / rate.

    P(abandon) = theta Lq / lambda. The infinite chain is cut where what is left weighs less than 1e-17.
    """
    require(abandonment_rate > 0.0, "abandonment rate must be positive; for endless patience use mmc")
    # From `turn` on, more than twice as many leave as come: each state weighs less than half of the one before.
    turn = servers + max(0, math.ceil((2.0 * arrival_rate - servers * service_rate) / abandonment_rate))
    states = turn + 60
    leaving = [min(n, servers) * service_rate + max(n - servers, 0) * abandonment_rate for n in range(1, states + 1)]
    probabilities = birth_death([arrival_rate] * states, leaving)
    return _loss_measures(probabilities, arrival_rate, service_rate, servers, p_block=0.0)


def _loss_measures(
    probabilities: list[float], arrival_rate: float, service_rate: float, servers: int, p_block: float
) -> LossQueueMeasures:
    """Return all averages that follow from the state probabilities; who is neither served nor blocked abandoned."""
    in_system = math.fsum(n * p for n, p in enumerate(probabilities))
    in_queue = math.fsum((n - servers) * p for n, p in enumerate(probabilities) if n > servers)
    admitted = arrival_rate * (1.0 - p_block)
    served = service_rate * (in_system - in_queue)
    return LossQueueMeasures(
        state_probabilities=tuple(probabilities),
        p_block=p_block,
        p_abandon=max(0.0, (admitted - served) / arrival_rate),
        p_wait=math.fsum(probabilities[servers:]),
        effective_rate=served,
        utilisation=(in_system - in_queue) / servers,
        mean_wait=in_queue / admitted,
        mean_sojourn=in_system / admitted,
        mean_queue=in_queue,
        mean_in_system=in_system,
    )

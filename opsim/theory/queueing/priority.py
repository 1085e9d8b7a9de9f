"""One server, several classes of customers, the most important first (class 0 is the highest)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.numerics import require
from opsim.theory.queueing.markovian import require_stable


@dataclass(frozen=True, slots=True)
class CustomerClass:
    """Poisson arrivals of one class, with the first two moments of its service time."""

    arrival_rate: float
    mean_service: float
    service_second_moment: float

    @property
    def load(self) -> float:
        """Return the share of the server's time that this class needs."""
        return self.arrival_rate * self.mean_service


def priority_waits(classes: Sequence[CustomerClass]) -> list[float]:
    """Return the mean wait of each class when service is not interrupted (Cobham 1954).

    Wq(k) = W0 / ((1 - s(k-1)) (1 - s(k))), W0 = sum of lambda E[S^2] / 2, s(k) = load of classes 0..k.
    """
    residual = _residual(classes)
    waits, above = [], 0.0
    for customer in classes:
        through = above + customer.load
        require_stable(through)
        waits.append(residual / ((1.0 - above) * (1.0 - through)))
        above = through
    return waits


def preemptive_sojourns(classes: Sequence[CustomerClass]) -> list[float]:
    """Return the mean time in system of each class when higher classes interrupt (White & Christie 1958).

    Work resumes where it stopped. W(k) = E[S] / (1 - s(k-1)) + sum over i <= k of lambda E[S^2] / 2 / ((1 - s(k-1))
    (1 - s(k))).
    """
    sojourns, above = [], 0.0
    for k, customer in enumerate(classes):
        through = above + customer.load
        require_stable(through)
        queueing = _residual(classes[: k + 1]) / ((1.0 - above) * (1.0 - through))
        sojourns.append(customer.mean_service / (1.0 - above) + queueing)
        above = through
    return sojourns


def _residual(classes: Sequence[CustomerClass]) -> float:
    """Return the mean work left on the job in service that an arrival finds."""
    require(len(classes) > 0, "no customer classes given; name at least one")
    total = 0.0
    for customer in classes:
        total += 0.5 * customer.arrival_rate * customer.service_second_moment
    return total

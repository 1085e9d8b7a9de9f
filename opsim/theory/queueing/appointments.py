"""An appointment session: punctual patients, one doctor, exponential consultations (Bailey 1952)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from opsim.theory.probability import poisson_pmf


@dataclass(frozen=True, slots=True)
class Session:
    """Expected times of one session, in the unit of the mean consultation."""

    waits: tuple[float, ...]
    """Expected wait of each patient, in order of appointment."""
    finish: float
    """When the doctor finishes the last patient."""
    doctor_idle: float
    """Time between the session's start and its finish in which the doctor has no patient."""

    @property
    def mean_wait(self) -> float:
        """Return the expected wait, averaged over the patients."""
        return math.fsum(self.waits) / len(self.waits)


def appointment_session(appointments: Sequence[float], mean_consultation: float) -> Session:
    """Return the exact expected waits and finish of a session whose patients all come on time.

    Between two appointments, patients present leave like a pure death process; a patient waits, on average, one mean
    consultation for each patient found present. `appointments` are sorted times from the session's start, at 0.
    """
    present = [1.0]
    clock, waits = 0.0, []
    for appointment in appointments:
        present = _after_departures(present, (appointment - clock) / mean_consultation)
        waits.append(mean_consultation * math.fsum(n * p for n, p in enumerate(present)))
        present = [0.0, *present]
        clock = appointment
    finish = clock + waits[-1] + mean_consultation
    return Session(tuple(waits), finish, finish - len(waits) * mean_consultation)


def _after_departures(present: Sequence[float], elapsed: float) -> list[float]:
    """Return the distribution of patients present after `elapsed` mean consultations without arrivals."""
    if elapsed == 0.0:
        return list(present)
    done = [poisson_pmf(k, elapsed) for k in range(len(present))]
    left = [0.0] * len(present)
    for n, p in enumerate(present):
        for k in range(n):
            left[n - k] += p * done[k]
        left[0] += p * max(0.0, 1.0 - math.fsum(done[:n]))
    return left

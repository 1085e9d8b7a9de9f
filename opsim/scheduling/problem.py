"""A scheduling problem: jobs with ordered operations, and the machines, hours and crews that they share.

Times are whole ms since the start of the run. Once begun, an operation keeps its machine (and crew) until it is done;
at hours at which its station is closed it rests and goes on afterwards, as on the simulated floor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from opsim.errors import InputError
from opsim.simulation.kernel.calendar import ALWAYS, Calendar


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of a job: where it can be done, and how much work that is, in ms without the change-over."""

    station: str
    work: int
    family: str = ""
    alternatives: tuple[tuple[str, int], ...] = ()
    """Other stations that can do it, each with the work there."""

    @property
    def options(self) -> tuple[tuple[str, int], ...]:
        """Every station that can do it, with the work there; the usual one first."""
        return (self.station, self.work), *self.alternatives


@dataclass(frozen=True, slots=True)
class Job:
    """Operations in their order; none starts before `release`; late after `due`, if there is one.

    `weight` says how much its lateness matters, in parts of the problem's `weight_of_one`.
    """

    id: str
    operations: tuple[Operation, ...]
    release: int = 0
    due: int | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine as the plan finds it: busy or down until `free_from`, set for `family` ("": for any)."""

    free_from: int = 0
    family: str = ""
    is_manned: bool = False
    """Whether it keeps its crew until then."""


@dataclass(frozen=True)
class Station:
    """Like machines in parallel. `set_up` is family -> family -> ms of work before an operation."""

    id: str
    machines: tuple[Machine, ...] = (Machine(),)
    hours: Calendar = ALWAYS
    set_up: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    crew: tuple[str, int] | None = None
    """Whose people each running machine needs, and how many."""

    def change_over(self, before: str, after: str) -> int:
        """Return the set-up from one family to another, in ms; a machine that is set for nothing needs none."""
        return self.set_up.get(before, {}).get(after, 0) if before else 0


@dataclass(frozen=True)
class Problem:
    """All that is to be scheduled from `start` on; `crews` says how many people each crew has."""

    stations: tuple[Station, ...]
    jobs: tuple[Job, ...]
    start: int = 0
    crews: Mapping[str, int] = field(default_factory=dict)
    weight_of_one: int = 1
    """The weight of a job that counts once: weights are whole numbers, so those with fractions are scaled."""

    def __post_init__(self) -> None:
        """Refuse what can never be scheduled."""
        for station in self.stations:
            _require(bool(station.machines), f"station '{station.id}' has no machine")
            _require(bool(station.hours.windows), f"station '{station.id}' never opens")
            crew, need = station.crew or ("", 0)
            _require(need <= self.crews.get(crew, 0), f"station '{station.id}' needs {need} of crew '{crew}'")
        for job in self.jobs:
            _require(bool(job.operations), f"job '{job.id}' has no operation")
            for station_id, work in _options_of(job):
                _require(station_id in self.station, f"job '{job.id}' needs station '{station_id}', which is not there")
                _require(work >= 0, f"job '{job.id}' has work of {work} ms at '{station_id}'")

    @cached_property
    def station(self) -> dict[str, Station]:
        """The stations by id."""
        return {station.id: station for station in self.stations}

    def release_of(self, job: Job) -> int:
        """Return when a job can begin: not before the plan does."""
        return max(job.release, self.start)

    def lateness_cost(self, job: int, end: int) -> int:
        """Return weight x tardiness of a job that ends at `end`, in ms."""
        due = self.jobs[job].due
        return 0 if due is None else self.jobs[job].weight * max(0, end - due)


def _options_of(job: Job) -> Iterable[tuple[str, int]]:
    return (option for operation in job.operations for option in operation.options)


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise InputError(f"{fault}; this cannot be scheduled")


def job_shop(text: str, unit_ms: int = 1) -> Problem:
    """Read a job shop as the literature publishes it: a line with its size, then machine and time in turn for each job.

    Lines that begin with # are remarks; `unit_ms` is the length of one unit of time.
    """
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    rows = [[int(number) for number in line] for line in lines[1:]]
    jobs = tuple(
        Job(str(number), tuple(Operation(f"m{m}", t * unit_ms) for m, t in zip(row[::2], row[1::2], strict=True)))
        for number, row in enumerate(rows)
    )
    names = sorted({operation.station for job in jobs for operation in job.operations}, key=lambda it: int(it[1:]))
    return Problem(tuple(Station(name) for name in names), jobs)

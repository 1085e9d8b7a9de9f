"""What runs inside the worker process: one job at a time, and whatever arrives meanwhile ends it."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING, Any, Final

from opsim.errors import Cancelled, OpsimError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from opsim.gui.worker.messages import Job
    from opsim.results.run import Run

#: Progress is told at most this often.
_PROGRESS_EVERY_S: Final = 0.05
#: What the first pages show is worked out here, so that the window never waits for it.
_FIRST_SEEN: Final = (
    "kpis",
    "money",
    "lead_time_by_function",
    "late_cost_by_function",
    "income_statement",
    "balance_sheet",
    "cash_flow",
    "goals",
    "invariants",
)


def serve(connection: Connection[Any, Any]) -> None:
    """Do the jobs that arrive until the other side says quit or goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the window's to handle
    import opsim.studies.single  # noqa: F401 - load the engine before the first job

    try:
        connection.send(("ready", 0, None))
        while (job := connection.recv()) != "quit":
            if job != "stop":  # a stop that came too late
                connection.send(_answer(connection, job))
    except (EOFError, OSError):
        return  # the window is gone


def _answer(connection: Connection[Any, Any], job: Job) -> tuple[str, int, Any]:
    """Run one job and return what to tell the window."""
    try:
        return ("done", job.number, _result(connection, job))
    except Cancelled:
        return ("stopped", job.number, None)
    except OpsimError as error:
        return ("failed", job.number, str(error))
    except MemoryError:
        return ("failed", job.number, "There was not enough memory for this run; try a shorter one.")
    except Exception as error:  # noqa: BLE001 - the edge of the process: anything else becomes one message
        return ("failed", job.number, f"The simulation stopped unexpectedly ({type(error).__name__}: {error}).")


def _result(connection: Connection[Any, Any], job: Job) -> Any:
    """Simulate; raise `Cancelled` when something arrived meanwhile."""
    from opsim.studies.policy_curve import policy_points
    from opsim.studies.single import simulate

    last = 0.0

    def tell(fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PROGRESS_EVERY_S:
            last = now
            connection.send(("progress", job.number, float(fraction)))

    if job.study is not None:
        return policy_points(job.scenario, job.study, job.seed, on_progress=tell, should_stop=connection.poll)
    run = simulate(job.scenario, (), job.seed, on_progress=tell, should_stop=connection.poll).verify()
    if connection.poll():
        raise Cancelled("Something newer is waiting.")
    return ready_to_travel(run)


def ready_to_travel(run: Run) -> Run:
    """Return a copy of `run` with its history and what the first pages show; the rest follows when asked for."""
    traveller = type(run)(run.history)
    for view in _FIRST_SEEN:
        vars(traveller)[view] = getattr(run, view)
    return traveller

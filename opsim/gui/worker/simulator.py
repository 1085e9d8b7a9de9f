"""The simulator that the window talks to: the latest job wins, a stop is heeded, a dead process is replaced."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from opsim.gui.worker.messages import Job
from opsim.gui.worker.process import WorkerProcess

if TYPE_CHECKING:
    from opsim.scenario import Scenario
    from opsim.studies.policy_curve import PolicyCurve

#: A process that has not stopped by then is replaced.
_STOP_WITHIN_MS: Final = 800
_START_WITHIN_MS: Final = 15_000
#: How often a job whose process died is tried again.
_TRIES_AGAIN: Final = 2


class Simulator(QObject):
    """Runs one job at a time outside the window's process."""

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(str)
    stopped = Signal()
    notice = Signal(str)
    busy_changed = Signal(bool)
    _arrived = Signal(object, str, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a simulator; its process starts with `warm_up` or with the first job."""
        super().__init__(parent)
        self._process: WorkerProcess | None = None
        self._token = object()  # tells the messages of this process from those of the ones before
        self._job: Job | None = None
        self._is_ready = False
        self._number = 0
        self._deaths = 0
        self._overdue = QTimer(self, singleShot=True)
        self._overdue.timeout.connect(self._replace_process)
        self._arrived.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether a job is being done."""
        return self._job is not None

    @property
    def pid(self) -> int | None:
        """The id of the worker process, if there is one."""
        return self._process.pid if self._process else None

    def warm_up(self) -> None:
        """Start the process, so that the first job need not wait for it."""
        if self._process is None:
            token = self._token = object()
            self._is_ready = False
            self._process = WorkerProcess(partial(self._post, token))

    def run(self, scenario: Scenario, seed: int, study: PolicyCurve | None = None) -> None:
        """Start a job, one run or a study; the one before it, if still going, is given up."""
        self._number += 1
        self._deaths = 0
        was_busy = self.busy
        self._job = Job(self._number, scenario, seed, study)
        self._start_job()
        if was_busy:
            self._expect_stop()
        else:
            self.busy_changed.emit(True)

    def stop(self) -> None:
        """Give up the job, if there is one."""
        if self._job is None or self._process is None:
            return
        self._process.send("stop")
        self._expect_stop()
        self._leave_off()
        self.stopped.emit()

    def close(self) -> None:
        """End the process and forget the job."""
        self._job = None
        self._overdue.stop()
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def _post(self, token: object, what: str, number: int, load: Any) -> None:
        """Bring a message into the window's thread; called in the thread that listens to the process."""
        try:
            self._arrived.emit(token, what, number, load)
        except RuntimeError:  # the window is gone, and this object with it
            return

    def _start_job(self) -> None:
        """Hand the job to the process."""
        self.warm_up()
        if self._process is not None and self._job is not None:
            self._process.send(self._job)

    def _expect_stop(self) -> None:
        """Replace the process if it does not stop soon; one that is still starting gets more time."""
        self._overdue.start(_STOP_WITHIN_MS if self._is_ready else _START_WITHIN_MS)

    def _leave_off(self) -> None:
        """Be idle."""
        if self._job is not None:
            self._job = None
            self.busy_changed.emit(False)

    @Slot(object, str, int, object)
    def _hear(self, token: object, what: str, number: int, load: Any) -> None:
        """Take one message of the process; those of older processes and older jobs are not of interest."""
        if token is not self._token or self._process is None:
            return
        if what == "gone":
            self._bury()
            return
        self._is_ready = True
        if what != "progress":
            self._overdue.stop()  # it is done with whatever it should stop
        if self._job is None or number != self._job.number:
            return
        if what == "progress":
            self.progressed.emit(load)
            return
        self._leave_off()
        {"done": self.finished.emit, "failed": self.failed.emit}.get(what, lambda _load: self.stopped.emit())(load)

    def _bury(self) -> None:
        """Replace a process that died; its job is tried again, a few times. One that never started is let be."""
        job, self._process = self._job, None
        if self._is_ready:
            self.warm_up()
        if job is None:
            return
        self._deaths += 1
        if self._deaths > _TRIES_AGAIN:
            self._leave_off()
            self.failed.emit(
                self.tr(
                    "The simulation process ended unexpectedly, several times in a row; perhaps there was not enough "
                    "memory. A fresh one is ready: change something, or press Run to try once more."
                )
            )
            return
        self.notice.emit(
            self.tr("The simulation process ended unexpectedly. It was replaced, and the run started again.")
        )
        self._number += 1
        self._job = replace(job, number=self._number)
        self._start_job()

    def _replace_process(self) -> None:
        """Replace a process that does not heed a stop, and give the fresh one the job that waits."""
        process, self._process = self._process, None
        if process is not None:
            process.end(politely=False)
        self._start_job()

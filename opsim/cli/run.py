"""`opsim run`: one run of a scenario, or several, shown, saved and drawn."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from opsim.cli import notes, targets
from opsim.cli.assignments import as_decisions, not_for_students, with_settings
from opsim.cli.document import run_document
from opsim.cli.edge import CANCELLED, DONE, FAULT, told
from opsim.cli.goals import show_goals
from opsim.cli.output import print_json
from opsim.cli.progress import progress_of
from opsim.cli.report import show_proof, show_report
from opsim.errors import InputError
from opsim.results.run import Run
from opsim.results.saved import save
from opsim.scenario import load
from opsim.studies import Replications, replicate
from opsim.studies.replications import summary_of
from opsim.studies.single import simulate
from opsim.units import duration_text

if TYPE_CHECKING:
    from opsim.scenario import Scenario


def run(wishes: argparse.Namespace) -> int:
    """Run the scenario as asked, and return the exit code."""
    opened = load(wishes.scenario)
    scenario = with_settings(opened, wishes.settings)
    _check_length(scenario, wishes)
    targets.refuse(wishes.save, wishes.plots)
    if not wishes.json:
        _remark(opened, scenario, wishes)
    replications, first = _simulated(scenario, wishes)
    if replications.summaries:
        _show(scenario, replications, as_json=wishes.json)
    if first is not None:
        _keep(first, wishes)
    return _verdict(scenario, replications)


def _remark(opened: Scenario, scenario: Scenario, wishes: argparse.Namespace) -> None:
    """Say on standard error which changes the app would refuse a student, and which change nothing."""
    trials = [(scenario, [path for path, _ in wishes.settings])]
    trials += [(scenario.revised({path: value}), [path]) for _, (path, value) in wishes.decisions]
    for revised, paths in trials:
        for remark in not_for_students(opened, revised, paths):
            told(DONE, remark)
    said = (
        *notes.of_run(scenario, wishes.settings, wishes.decisions),
        *notes.too_short(scenario, wishes.until),
        *notes.long(scenario, wishes.until, wishes.replications),
    )
    for note in said:
        told(DONE, note)


def _simulated(scenario: Scenario, wishes: argparse.Namespace) -> tuple[Replications, Run | None]:
    """Return the figures, and the first run as a whole where it is wanted."""
    decisions = as_decisions(scenario, wishes.decisions)
    with progress_of(scenario.id) as progress:
        if wishes.replications == 1:
            one = simulate(
                scenario, decisions, wishes.seed,
                until=wishes.until, on_progress=progress.show, should_stop=progress.is_cancelled,
            )  # fmt: skip
            return Replications(wishes.seed, 1, (summary_of(one),)), one
        several = replicate(
            scenario, wishes.replications, wishes.seed, decisions,
            until=wishes.until, histories=(0,) if wishes.save or wishes.plots else (),
            on_progress=progress.show, should_stop=progress.is_cancelled,
        )  # fmt: skip
    history = several.summaries[0].history if several.summaries else None
    return several, Run(history) if history is not None else None


def _show(scenario: Scenario, replications: Replications, *, as_json: bool) -> None:
    """Print the document or the tables."""
    if as_json:
        print_json(run_document(scenario, replications))
        return
    show_report(scenario, replications)
    show_goals(scenario, replications)
    show_proof(replications)


def _verdict(scenario: Scenario, replications: Replications) -> int:
    """Say on standard error what is missing or wrong, and return the exit code."""
    for shortcoming in replications.shortcomings:
        told(DONE, f"{scenario.id}: {shortcoming}")
    if replications.partial:
        return CANCELLED
    return FAULT if replications.failures else DONE


def _check_length(scenario: Scenario, wishes: argparse.Namespace) -> None:
    """Refuse an end that is none."""
    horizon_ms = scenario.clock.horizon
    if wishes.until is not None and not 0 < wishes.until <= horizon_ms:
        raise InputError(
            f"--until {duration_text(wishes.until)}: the scenario runs for {duration_text(horizon_ms)}; end it within "
            "that time, or lengthen it with --set clock.horizon=..."
        )
    end_ms = wishes.until or horizon_ms
    for at_ms, (path, value) in wishes.decisions:
        if at_ms >= end_ms:
            remedy = "end it later with --until" if end_ms < horizon_ms else "lengthen it with --set clock.horizon=..."
            raise InputError(
                f'--at "{duration_text(at_ms)}" {path}={value}: the run is over after {duration_text(end_ms)}, so this '
                f"would change nothing; decide before that, or {remedy}"
            )


def _keep(first: Run, wishes: argparse.Namespace) -> None:
    """Save and draw the run where that is asked for."""
    if wishes.save:
        save(first, wishes.save)
    if wishes.plots:
        _draw(first, Path(wishes.plots))


def _draw(run: Run, folder: Path) -> None:
    """Draw every plot into `folder`."""
    try:
        from opsim.plots import save_all
    except ModuleNotFoundError as missing:
        if missing.name != "matplotlib":
            raise
        raise InputError("--plots needs matplotlib, which is not installed; type: pip install 'opsim[plots]'") from None
    files = save_all(run, folder)
    print(f"{len(files)} plots in {folder}", file=sys.stderr)

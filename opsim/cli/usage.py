"""What may be typed: every command and option of the command line, on one page. A stable contract."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from opsim.units import UnitError, duration_ms, quoted

SCENARIO_HELP = "the id of a bundled scenario (see `opsim list`) or a scenario file"

EXAMPLES = """\
examples:
  opsim list
  opsim run chair-factory
  opsim run chair-factory --set production.stations.paint.machines=2 --replications 10
  opsim run chair-factory --at "30 days" "production.lot_size.*=20" --json
  opsim schedule chair-factory --objective tardiness --save plan.yaml
  opsim check my-firm.yaml

exit codes: 0 done; 1 the input is at fault; 2 wrong usage; 130 cancelled
"""


def read(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return what `arguments` (by default: those of this process) ask for; no arguments ask for the app.

    On wrong usage or `--help` the text is printed and `SystemExit` raised.
    """
    wishes = parser().parse_args(arguments)
    if wishes.command is None:
        wishes.command, wishes.file = "app", None
    return wishes


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="opsim",
        description="Simulate a small firm: its factory floor, and what every function does to cost and service.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and leave")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands (none opens the app)")
    for declare in (_app, _list, _check, _levers, _run, _schedule, _schema):
        declare(commands)
    return top


class _Version(argparse.Action):
    """Print the version."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"opsim {import_module('opsim').__version__}")
        parser.exit()


_Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives its type no public name


def _command(commands: _Commands[argparse.ArgumentParser], name: str, help: str) -> argparse.ArgumentParser:
    """Add the command `name`."""
    return commands.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.", allow_abbrev=False)


def _app(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "app", "open the window")
    command.add_argument("file", metavar="FILE", nargs="?", help=f"{SCENARIO_HELP}, to open at once")


def _list(commands: _Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "list", "list the bundled scenarios: id, title, kind of firm")


def _check(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "check", "check scenario files and show every fault as file:line:column")
    command.add_argument("files", metavar="FILE", nargs="+", help="a scenario file")


def _levers(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "levers", "show every parameter: address, value, unit, range, function, help")
    command.add_argument("scenario", metavar="SCENARIO", help=SCENARIO_HELP)
    command.add_argument("--open", action="store_true", help="only those that a student may change")
    command.add_argument("--json", action="store_true", help="print one JSON list instead, for scripts")


def _run(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "run", "run a scenario and show its key figures, costs and lead times")
    command.add_argument("scenario", metavar="SCENARIO", help=SCENARIO_HELP)
    command.add_argument("--seed", type=_seed, default=1, metavar="N", help="the luck of the run (default: 1)")
    command.add_argument(
        "--replications", type=_at_least_one, default=1, metavar="N", help="run N times, each with other luck"
    )
    command.add_argument("--until", type=_duration, metavar="TIME", help='end the run early, e.g. "12 weeks"')
    command.add_argument(
        "--set", action="append", default=[], dest="settings", type=_assignment, metavar="PATH=VALUE",
        help="change a parameter (see `opsim levers`), locked ones too; * stands for one part of an address",
    )  # fmt: skip
    command.add_argument(
        "--at", action=_Decision, default=[], nargs=2, dest="decisions", metavar=("TIME", "PATH=VALUE"),
        help='change a parameter while the firm runs, e.g. --at "30 days" production.lot_size.chair=20',
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    command.add_argument("--save", metavar="FILE", help="save the run (of several: the first) for opsim.reopen")
    command.add_argument("--plots", metavar="FOLDER", help="draw the plots (of several runs: the first) into a folder")


def _schedule(commands: _Commands[argparse.ArgumentParser]) -> None:
    command = _command(commands, "schedule", "plan the open work of a firm: which machine does what, and when")
    command.add_argument("scenario", metavar="SCENARIO", help=SCENARIO_HELP)
    command.add_argument("--seed", type=_seed, default=1, metavar="N", help="the luck of the run (default: 1)")
    command.add_argument(
        "--at", type=_duration, metavar="TIME",
        help='when the plan is made, e.g. "10 days" (default: at the end of the warm-up)',
    )  # fmt: skip
    command.add_argument(
        "--set", action="append", default=[], dest="settings", type=_assignment, metavar="PATH=VALUE",
        help="change a parameter from the start of the run on (see `opsim levers`)",
    )  # fmt: skip
    command.add_argument(
        "--objective", choices=("makespan", "tardiness", "weighted-tardiness"), default="makespan",
        help="what is to be small: the time until all is done (default); or lateness first and that time second, each "
        "lot counting once, or by the weight of its product",
    )  # fmt: skip
    command.add_argument(
        "--limit", type=_some_time, default=60_000, metavar="TIME", help='how long to search (default: "60 s")'
    )
    command.add_argument(
        "--heuristic", action="store_true", help="use dispatching rules and local search, without OR-Tools"
    )
    command.add_argument("--json", action="store_true", help="print one JSON document instead of tables")
    command.add_argument("--save", metavar="FILE", help="save the plan as a small YAML file")
    command.add_argument("--plot", metavar="FILE", help="draw the plan and what the floor did then (.png, .svg, .pdf)")


def _schema(commands: _Commands[argparse.ArgumentParser]) -> None:
    _command(commands, "schema", "print the JSON Schema of the scenario file, for editors")


def _seed(text: str) -> int:
    """Read a seed: a whole number from 0."""
    return _whole(text, least=0, most=2**63 - 1)


def _at_least_one(text: str) -> int:
    """Read a number of replications."""
    return _whole(text, least=1, most=1_000_000)


def _duration(text: str) -> int:
    """Read a time such as 30 days, as ms."""
    try:
        time_ms = duration_ms(text)
    except UnitError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if time_ms < 0:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is before the start; give a time from 0 h")
    return time_ms


def _some_time(text: str) -> int:
    """Read a time above zero, as ms."""
    time_ms = _duration(text)
    if not time_ms:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no time at all; give some, such as 60 s")
    return time_ms


def _assignment(text: str) -> tuple[str, str]:
    """Read PATH=VALUE."""
    path, equals, value = text.partition("=")
    if not (path.strip() and equals):
        raise argparse.ArgumentTypeError(f"{quoted(text)} is not PATH=VALUE")
    return path.strip(), value.strip()


class _Decision(argparse.Action):
    """Collect TIME PATH=VALUE as (ms since the start, (path, value))."""

    def __call__(
        self, _parser: argparse.ArgumentParser, wishes: argparse.Namespace, values: Any, _option: str | None = None
    ) -> None:
        try:
            decision = (_duration(values[0]), _assignment(values[1]))
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentError(self, str(error)) from error
        setattr(wishes, self.dest, [*getattr(wishes, self.dest), decision])


def _whole(text: str, least: int, most: int) -> int:
    """Read a whole number in plain digits; `int()` alone would also take `1_000` and the digits of every script."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from {least:,} to {most:,}")
    return int(text)

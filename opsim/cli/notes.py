"""Notes on settings that change nothing: the run goes on, and a person knows why nothing happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from opsim.cli.assignments import Typed, listed, meant_by
from opsim.scenario.idle import idle_beside
from opsim.scenario.sense_size import expected_orders
from opsim.units import duration_text

if TYPE_CHECKING:
    from opsim.scenario import Scenario

#: Customers' orders from which a run is long enough to be told of before it begins.
MANY_ORDERS: Final = 5_000_000


def unread(scenario: Scenario, paths: Iterable[str], decided: Iterable[str] = ()) -> Iterator[str]:
    """Yield a note on what was set and is not read: a choice beside it, which none of `decided` changes, is another."""
    values = {parameter.path: parameter.value for parameter in scenario.parameters()}
    later = {parameter.path for address in decided for parameter in meant_by(address, scenario)}
    found: dict[tuple[str, str], list[str]] = {}
    for path in paths:
        for parameter in meant_by(path, scenario):
            beside = idle_beside(parameter.path, values.__getitem__)
            if beside[0] and beside[0] not in later:
                found.setdefault(beside, []).append(parameter.path)
    for (choice, value), idle in found.items():
        verb = "is" if len(idle) == 1 else "are"
        yield f"note: {listed(idle)} {verb} not read while {choice} is {value}, so this changes nothing"


def blind(scenario: Scenario) -> Iterator[str]:
    """Yield a note on each sampling plan that no lot can fail."""
    for station, plan in scenario.production.quality.inspection.items():
        if plan.plan == "sampling" and plan.accept >= plan.n:
            yield (
                f"note: production.quality.inspection.{station}: a sample of {plan.n:,} passes with up to "
                f"{plan.accept:,} defectives, so no lot is ever sorted; make accept smaller than n"
            )


def too_short(scenario: Scenario, until_ms: int | None) -> Iterator[str]:
    """Yield a note where a run ends within its warm-up."""
    warm_up = scenario.clock.warm_up
    if until_ms is not None and until_ms <= warm_up:
        yield (
            f"note: the run ends after {duration_text(until_ms)}, within the warm-up of {duration_text(warm_up)}; all "
            "figures but those of money are taken after it, so they are missing or 0; end it later, or make "
            "clock.warm_up shorter"
        )


def long(scenario: Scenario, until_ms: int | None, replications: int) -> Iterator[str]:
    """Yield a note where a run will take its time."""
    orders = replications * expected_orders(scenario, until_ms or scenario.clock.horizon)
    if orders > MANY_ORDERS:
        yield (
            f"note: about {orders:,.0f} customers' orders are to come, which takes minutes and, in one run, gigabytes; "
            "Ctrl-C ends it"
        )


def of_run(scenario: Scenario, settings: Iterable[Typed], decisions: Iterable[tuple[int, Typed]]) -> Iterator[str]:
    """Yield the notes on what was set from the start and decided later."""
    decided = [(path, value) for _, (path, value) in decisions]
    later = [path for path, _ in decided]
    yield from unread(scenario, (path for path, _ in settings), later)
    for number, (path, value) in enumerate(decided):
        yield from unread(scenario.revised({path: value}), [path], later[:number] + later[number + 1 :])
    yield from blind(scenario)

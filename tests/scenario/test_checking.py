"""Checking a scenario: all faults at once, and no false alarms."""

from __future__ import annotations

import pytest

from opsim.errors import ScenarioError
from opsim.scenario import check, read


def faults_of(text: str) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        read(text, "joinery.yaml")
    return {fault.path: fault.message for fault in caught.value.faults}


def test_every_fault_is_reported_at_once_in_the_order_of_the_file(text: str) -> None:
    for old, new in (
        ("price: 129.50", "price: much"),
        ("machines: 2", "machines: -2"),
        ("skill: wood, count", "skill: iron, count"),
        ("warm_up: 2 weeks", "warm_up: 99 weeks"),
        ("path: production.stations.paint.machines", "path: production.stations.pant.machines"),
    ):
        text = text.replace(old, new, 1)
    assert list(faults_of(text)) == [
        "clock.warm_up",
        "products.chair.price",
        "production.stations.saw.machines",
        "production.stations.saw.operators.skill",
        "levers.0.path",
    ]


def test_what_is_itself_at_fault_raises_no_further_alarm(text: str) -> None:
    broken = text.replace("hansa: {price: 2,", "hansa: {price: two,")
    assert list(faults_of(broken)) == ["operations.purchasing.lacquer.hansa.price"]


def test_a_broken_horizon_is_not_also_called_too_short(text: str) -> None:
    assert list(faults_of(text.replace("horizon: 26 weeks", "horizon: 26"))) == ["clock.horizon"]


def test_a_shock_must_leave_a_sound_firm(text: str) -> None:
    broken = text.replace("operations.purchasing.board.nordwald.lead_time: 40 days", "operations.inventory.frame.s: 90")
    assert faults_of(broken) == {
        "shocks.1.set.operations.inventory.frame.s": "operations.inventory.frame.s: s, 90, is not below S, 60"
    }


def test_remarks_are_allowed_anywhere_and_mean_nothing(text: str) -> None:
    remarked = text.replace("machines: 2", "machines: 2, x-bought: [second, hand]").replace(
        "production:\n", "production:\n  x-plan: {a: 1}\n"
    )
    assert read(remarked) == read(text)


@pytest.mark.parametrize("content", ["", "\n# nothing\n", "- a list\n", "just a text", "3", "{}", "null"])
def test_a_file_that_is_no_scenario_is_refused(content: str) -> None:
    with pytest.raises(ScenarioError):
        read(content, "empty.yaml")


def test_ids_that_only_look_alike_are_refused(text: str) -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    broken = text.replace("  lacquer: {title", f"  {composed}: {{}}\n  {decomposed}: {{}}\n  lacquer: {{title")
    assert "stands here twice" in faults_of(broken)[f"materials.{composed}"]


def test_ids_may_be_in_any_script(text: str) -> None:
    for name in ("пила", "鋸", "πριόνι", "scie-à-ruban"):
        renamed = text.replace("saw", name)
        assert name in read(renamed).production.stations


def test_two_ways_to_write_one_letter_are_one_name(text: str) -> None:
    renamed = text.replace("    saw: {", "    sa\u0301w: {").replace("station: saw", "station: s\u00e1w")
    assert "s\u00e1w" in read(renamed).production.stations


def test_check_lists_the_faults_of_a_file(tmp_path, text: str) -> None:
    file = tmp_path / "joinery.yaml"
    file.write_text(text.replace("machines: 2", "machines: 0"), encoding="utf-8")
    assert [str(fault) for fault in check(file)] == [
        f"{file}:48:34 production.stations.saw.machines: '0' is too small; write a whole number, from 1 to 1,000"
    ]


def test_a_sound_file_has_no_faults(joinery_file) -> None:
    assert check(joinery_file) == []


TWO_SHIFTS = """
opsim: 1
id: workshop
title: Workshop
clock:
  horizon: 4 weeks
  shifts:
    day: {days: mon-fri, from: "06:00", to: "14:00"}
    night: {days: mon-fri, from: "22:00", to: "06:00"}
products:
  stool: {price: 40, routing: [{station: saw, time: 5 min}]}
production:
  stations:
    saw: {shift: day, operators: {skill: wood}}
operations:
  market: {stool: {arrivals: every 3 h}}
  orders: {mode: to-order}
  teams:
    early: {skill: wood, wage: 20, shift: day}
    late: {skill: wood, wage: 20, shift: day}
"""


def test_a_workshop_of_one_shift_is_sound() -> None:
    assert read(TWO_SHIFTS).id == "workshop"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("late: {skill: wood, wage: 20, shift: day}", "late: {skill: wood, wage: 20, shift: night}",
         "operations.teams.late.shift"),
        ("saw: {shift: day,", "saw: {shift: night,", "production.stations.saw.shift"),
        ("production:\n", "production:\n  repair_crew: {wage: 27}\n", "production.repair_crew.wage"),
    ],
)  # fmt: skip
def test_people_machines_and_crews_must_be_able_to_work(old: str, new: str, path: str) -> None:
    assert list(faults_of(TWO_SHIFTS.replace(old, new, 1))) == [path]

"""`opsim run` says of a setting that changes nothing why it does not."""

from __future__ import annotations

import pytest

SHORT = ("--until", "7 weeks")


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        (["--set", "production.release.limit=5"], [
            "note: production.release.limit is not read while production.release.rule is push, so this changes nothing",
        ]),
        (["--set", "production.release.limit=5", "--set", "production.release.rule=conwip"], []),
        (["--set", "production.release.limit=5", "--at", "1 week", "production.release.rule=conwip"], []),
        (["--at", "1 week", "production.release.limit=5"], ["production.release.limit is not read while"]),
        (["--set", "production.quality.inspection.paint.accept=3"], ["a sample of 3 passes with up to 3 defectives"]),
        (["--set", "production.quality.inspection.paint.accept=2"], []),
        (["--set", "production.quality.inspection.paint.aql=2 %"], ["paint.aql is not read while production.quality"]),
    ],
)  # fmt: skip
def test_what_is_set_and_not_read_is_said(command, words, notes):
    answer = command("run", "chair-factory", *SHORT, *words)
    assert answer.code == 0
    said = [line for line in answer.err.splitlines() if "not read" in line or "sample of" in line]
    assert len(said) == len(notes)
    assert all(note in line for note, line in zip(notes, said, strict=True))
    assert command("run", "chair-factory", *SHORT, *words, "--json").err == ""


def test_a_run_that_ends_within_its_warm_up_is_explained(command):
    answer = command("run", "chair-factory", "--until", "3 weeks")
    assert "note: the run ends after 3 weeks, within the warm-up of 4 weeks;" in answer.err
    assert "warm-up" not in command("run", "chair-factory", "--until", "5 weeks").err


def test_a_note_on_a_wildcard_names_what_it_stands_for_and_spells_shares_as_they_are_listed(command):
    err = command("run", "paint-line", "--until", "7 weeks", "--set", "production.stations.*.machines=2").err
    assert "production.stations.blast.machines" in err
    assert "production.stations.pack.machines" in err
    pack = "production.quality.inspection.pack"
    words = ("--until", "7 weeks", "--set", f"{pack}.plan=aql", "--set", f"{pack}.aql=7 %")
    err = command("run", "paint-line", *words).err
    assert "7 % is outside the range of this lever (it goes from 0.5 % to 5 %)" in err


def test_a_long_run_is_told_of_before_it_begins(command, monkeypatch):
    monkeypatch.setattr("opsim.cli.notes.MANY_ORDERS", 1_000)
    words = ("run", "first-shop", "--until", "2 weeks")
    assert "customers' orders" not in command(*words).err
    assert "note: about 1,680 customers' orders are to come" in command(*words, "--replications", "2").err

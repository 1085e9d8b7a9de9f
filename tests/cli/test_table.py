"""Tables, framed and plain."""

from __future__ import annotations

import sys

from opsim.cli.table import Column, show_table

COLUMNS = (Column("name"), Column("cost", numbers=True))


def test_piped_table_has_plain_aligned_columns(capsys):
    show_table(COLUMNS, [("saw", "7.00"), ("paint booth", "1,250.00")], title="stations")
    assert capsys.readouterr().out.splitlines() == [
        "stations",
        "name             cost",
        "saw              7.00",
        "paint booth  1,250.00",
    ]


def test_table_without_rows_shows_its_headings(capsys):
    show_table(COLUMNS, [])
    assert capsys.readouterr().out == "name  cost\n"


def test_terminal_table_is_framed_and_takes_markup_as_text(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    show_table(COLUMNS, [("[red]saw[/red]", "7.00")], title="[bold]stations")
    shown = capsys.readouterr().out
    assert "[red]saw[/red]" in shown
    assert "[bold]stations" in shown
    assert "┃" in shown


def test_control_characters_do_not_reach_the_terminal(capsys):
    show_table(COLUMNS, [("saw\x1b[2J\nsecond line", "1")])
    assert capsys.readouterr().out.splitlines()[1] == "saw [2J second line     1"

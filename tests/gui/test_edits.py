from __future__ import annotations

from opsim.gui.models.edits import Edits


def edits() -> Edits:
    return Edits({"a": 1, "b": 2}.get)


def test_a_new_value_is_a_change_and_the_opened_value_is_none():
    made = edits()
    made.set("a", 5)
    assert made.changes == {"a": 5}
    made.set("a", 1)
    assert made.changes == {}


def test_undo_and_redo_walk_over_every_edit():
    made = edits()
    seen = []
    for path, value in (("a", 5), ("b", 6), ("a", 7)):
        made.set(path, value)
    for step in (made.undo, made.undo, made.undo, made.undo, made.redo, made.redo):
        step()
        seen.append(made.changes)
    assert seen == [{"a": 5, "b": 6}, {"a": 5}, {}, {}, {"a": 5}, {"a": 5, "b": 6}]


def test_an_edit_after_undo_forgets_what_was_taken_back():
    made = edits()
    made.set("a", 5)
    made.undo()
    made.set("b", 3)
    assert (made.changes, made.can_redo) == ({"b": 3}, False)


def test_the_same_value_again_is_no_edit():
    made = edits()
    made.set("a", 5)
    made.set("a", 5)
    made.undo()
    assert (made.changes, made.can_undo) == ({}, False)


def test_reset_is_one_edit_that_can_be_undone():
    made = edits()
    made.set("a", 5)
    made.set("b", 6)
    made.reset(["a"])
    assert made.changes == {"b": 6}
    made.reset()
    assert made.changes == {}
    made.undo()
    made.undo()
    assert made.changes == {"a": 5, "b": 6}


def test_what_is_unsaved_is_told_from_the_last_save_on():
    made = edits()
    made.set("a", 5)
    made.mark_saved()
    assert (made.is_saved, made.unsaved_paths) == (True, [])
    made.reset(["a"])
    made.set("b", 9)
    assert (made.is_saved, made.unsaved_paths) == (False, ["a", "b"])
    made.undo()
    made.undo()
    assert made.is_saved


def test_every_step_is_told():
    made, steps = edits(), []
    made.listener = lambda: steps.append(made.changes)
    made.set("a", 5)
    made.undo()
    made.undo()
    assert steps == [{"a": 5}, {}]

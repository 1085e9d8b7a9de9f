"""The states of machines in pictures: told apart by everybody, and true at every scale."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from opsim.plots import DARK, LIGHT
from opsim.plots.boxes import moving
from opsim.plots.rows import Row, shares_of
from opsim.plots.save import new_figure
from opsim.plots.states import draw_state_rows, look_of
from opsim.plots.theme import Theme
from opsim.plots.timeline import draw_gantt_by_machine, draw_gantt_by_order, lot_at, move_gantt_by_machine
from opsim.results.time.states import STATE_NAMES, States

DAY_MS = 86_400_000


def lightness(colour: str) -> float:
    """The lightness L* (0 to 100) of a colour, as the eye sees it in grey."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def random_states(machines: int, stretches: int) -> States:
    """Machines that change their state all the time; every state follows another one."""
    rng = np.random.default_rng(1)
    edges = np.sort(rng.choice(365 * DAY_MS, (machines, stretches - 1)), axis=1)
    ends = np.column_stack([np.zeros(machines, np.int64), edges, np.full(machines, 365 * DAY_MS)])
    state = np.cumsum(rng.integers(1, len(STATE_NAMES), (machines, stretches)), axis=1) % len(STATE_NAMES)
    machine = np.repeat(np.arange(machines, dtype=np.int32), stretches)
    return States(machine, state.ravel().astype(np.uint8), ends[:, :-1].ravel(), ends[:, 1:].ravel())


def axes_of(theme: Theme = LIGHT) -> Any:
    axes = new_figure(theme, inches=(10, 5)).subplots()
    axes.set_xlim(0, 365 * DAY_MS)
    return axes


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_any_two_states_differ_in_grey_by_lightness_or_hatch(theme: Theme) -> None:
    looks = {state: look_of(state, theme) for state in STATE_NAMES}
    for one, other in combinations(looks.values(), 2):
        apart = abs(lightness(one["facecolor"]) - lightness(other["facecolor"]))
        assert apart >= 10 or one["hatch"] != other["hatch"]


def test_columns_share_their_time_exactly() -> None:
    states = random_states(1, 5_000)
    edges = np.linspace(0, 365 * DAY_MS, 301)
    shares = shares_of(Row(states.state, states.start, states.end), len(STATE_NAMES), edges)
    assert shares.sum(axis=0) == pytest.approx(np.ones(300), abs=1e-9)
    total = [int((states.end - states.start)[states.state == state].sum()) for state in range(len(STATE_NAMES))]
    assert shares.mean(axis=1) * 365 * DAY_MS == pytest.approx(total, rel=1e-9)


def test_a_year_of_many_stretches_is_a_picture_of_few_shapes() -> None:
    axes, states = axes_of(), random_states(12, 17_000)
    draw_state_rows(axes, [states.of(machine) for machine in range(12)], (0.0, 365.0 * DAY_MS), LIGHT)
    shapes = moving(axes)
    assert len(shapes) <= 2 * len(STATE_NAMES)
    boxes = sum(len(shape.get_path().vertices) for shape in shapes) / 5
    assert boxes < 12 * len(STATE_NAMES) * axes.bbox.width / 3 + 100


def test_a_short_window_shows_each_stretch_as_it_is() -> None:
    states = States(
        np.zeros(3, np.int32),
        np.array([0, 3, 6], np.uint8),
        np.array([0, 100, 200]) * 1000,
        np.array([100, 200, 300]) * 1000,
    )
    axes = axes_of()
    axes.set_xlim(0, 300_000)
    draw_state_rows(axes, [states], (0.0, 300_000.0), LIGHT)
    drawn = {shape.get_facecolor(): shape.get_path().get_extents() for shape in moving(axes)}
    assert len(drawn) == 3
    down = drawn[(*to_rgb(look_of("down", LIGHT)["facecolor"]), 1.0)]
    assert (down.x0, down.x1) == (100_000, 200_000)


def test_a_moved_window_leaves_names_and_legend_as_they_are(run: Any) -> None:
    axes = axes_of()
    draw_gantt_by_machine(axes, run, (0.0, 7.0 * DAY_MS))
    legend, count = axes.get_legend(), len(moving(axes))
    move_gantt_by_machine(axes, run, (8.0 * DAY_MS, 15.0 * DAY_MS), LIGHT)
    assert axes.get_legend() is legend
    assert axes.get_xlim() == (8.0 * DAY_MS, 15.0 * DAY_MS)
    assert 0 < len(moving(axes)) <= 2 * count


def test_the_lot_under_the_mouse_is_found(run: Any) -> None:
    operations = run.history.tables["operations"]
    row = int(np.flatnonzero(operations["machine"] == 1)[3])
    middle = float(operations["start"][row] + operations["end"][row]) / 2
    assert lot_at(run, 1, middle) == operations["lot"][row]
    assert lot_at(run, 1, -1.0) == -1
    assert lot_at(run, 99, middle) == -1


def test_promised_and_delivered_are_marked_for_every_order(run: Any) -> None:
    axes = axes_of()
    orders = np.flatnonzero(run.history.tables["orders"]["delivered"] >= 0)[:5].tolist()
    draw_gantt_by_order(axes, run, orders)
    marks = {line.get_marker(): line.get_xdata().tolist() for line in axes.lines if line.get_marker() in "Do"}
    assert marks["D"] == run.history.tables["orders"]["due"][orders].tolist()
    assert marks["o"] == run.history.tables["orders"]["delivered"][orders].tolist()

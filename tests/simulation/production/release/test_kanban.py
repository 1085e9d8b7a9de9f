"""Kanban: cards of stations and of stages of several stations; all times in minutes."""

from __future__ import annotations

import pytest

from opsim.errors import ScenarioError

LINE = """
clock: {horizon: 199 min}
products: {chair: {routing: [{station: saw, time: 2 min}, {station: sand, time: 10 min}, {station: pack, time: 1 min}]}}
production: {stations: {sand: {}, pack: {}}}
operations: {market: {chair: {arrivals: every 100 min, size: 8}}}
"""
#: A chair comes back to the saw after sanding.
RING = """
products: {chair: {routing: [{station: saw, time: 4 min}, {station: sand, time: 4 min}, {station: saw, time: 4 min}]}}
production: {stations: {sand: {}}, release: {rule: kanban, cards: {saw: 1, sand: 1}}}
operations: {market: {chair: {arrivals: every 30 min, size: 2}}}
"""


def kanban(cards, **stages):
    return {"production.release": {"rule": "kanban", "cards": cards, "stages": stages}}


def test_stations_of_a_stage_share_its_cards(shop, play, tell):
    """Two cards for sawing and sanding together: one comes back whenever the packer takes a chair."""
    run = play(shop(LINE).revised(kanban({"front": 2, "pack": 1}, front=["saw", "sand"])))
    assert tell(run.lots, "released") == [100, 100, 112, 122, 132, 142, 152, 162]


def test_with_one_card_for_the_stage_its_stations_take_turns(shop, play, tell):
    run = play(shop(LINE).revised(kanban({"front": 1}, front=["saw", "sand"])))
    assert tell(run.lots, "released") == [100 + 12 * lot for lot in range(8)]


def test_one_stage_for_the_whole_floor_is_conwip(shop, play):
    random = shop("""
    clock: {horizon: 3 days}
    products:
      chair:
        routing:
          - {station: saw, time: exponential(5) min}
          - {station: sand, time: exponential(9) min}
          - {station: saw, time: exponential(3) min}
    production: {stations: {sand: {}}, release: {rule: conwip, limit: 3}}
    operations: {market: {chair: {arrivals: every exponential(11) min}}}
    """)
    conwip = play(random)
    stage = play(random.revised(kanban({"all": 3}, all=["saw", "sand"])))
    for name in ("released", "finished"):
        assert (conwip.lots[name] == stage.lots[name]).all()
    assert conwip.wip()[1].max() == 3


def test_who_waits_for_a_card_longest_gets_it_at_whichever_station_of_the_stage(shop, play, tell):
    """The lamp is done at 108 and the chair at 109; the table gives its card back at 120, and the stool at 130."""
    run = play(shop("""
    clock: {horizon: 199 min}
    products:
      chair: {routing: [{station: saw, time: 9 min}, {station: glue, time: 10 min}]}
      lamp: {price: 1, routing: [{station: cut, time: 8 min}, {station: dry, time: 10 min}]}
      table: {price: 1, routing: [{station: glue, time: 20 min}]}
    production:
      stations: {saw: {}, cut: {}, glue: {}, dry: {}}
      release: {rule: kanban, stages: {finish: [glue, dry]}, cards: {finish: 1, saw: 1, cut: 1}}
    operations:
      market: {chair: {arrivals: every 100 min}, lamp: {arrivals: every 100 min}, table: {arrivals: every 100 min}}
    """))  # fmt: skip
    starts = dict(zip(tell(run.operations, "lot", "step"), tell(run.operations, "start"), strict=True))
    assert tell(run.lots, "product", "released") == [("chair", 100), ("lamp", 100), ("table", 100)]
    assert (starts[1, 1], starts[0, 1]) == (120, 130)


@pytest.mark.parametrize(
    "on_its_way", ["travel: {saw: {sand: 10 min}}", "quality: {inspection: {saw: {plan: all, time: 10 min}}}"]
)
def test_a_lot_between_two_stations_gets_a_card_of_the_one_that_it_left(shop, play, tell, on_its_way):
    """When the rule changes, at 8, the first chair is away from the saw until 17, and keeps the saw's only card."""
    scenario = shop(f"""
    products: {{chair: {{routing: [{{station: saw, time: 2 min}}, {{station: sand, time: 1 min}}]}}}}
    production: {{stations: {{sand: {{}}}}, release: {{cards: {{saw: 1}}}}, {on_its_way}}}
    operations: {{market: {{chair: {{arrivals: every 5 min}}}}}}
    """)
    run = play(scenario, [(8 * 60_000, "production.release.rule", "kanban")], until=40 * 60_000)
    assert tell(run.lots, "released") == [5, 17, 29]


def test_every_lot_on_the_floor_gets_a_card_when_the_rule_changes(shop, play, tell):
    """At 103 seven chairs are at the saw and one at the sander: the saw takes no more until five have left it."""
    more = shop(LINE, "operations: {market: {chair: {arrivals: every 51 min, size: 8}}}")
    changes = [(103 * 60_000, "production.release", {"rule": "kanban", "cards": {"saw": 3}})]
    run = play(more, changes)
    waiting = [at for at in tell(run.lots, "released") if at > 103]
    assert tell(run.lots, "released")[:16] == [51] * 8 + [102] * 8
    assert waiting[0] >= 153


def test_a_ring_without_enough_cards_is_named(shop, play):
    """At 38 the sander's chair waits for the saw's card, and the saw's for the sander's."""
    stuck = play(shop(RING)).partial
    assert stuck.startswith("deadlock at 0.63 h: ")
    assert "stage 'saw' (1 card) holds lot 1 for a card of 'sand'" in stuck
    assert "stage 'sand' (1 card) holds lot 0 for a card of 'saw'" in stuck
    assert "more Kanban cards (production.release.cards)" in stuck


def test_what_is_told_of_a_ring_calls_stations_and_levers_by_their_titles(shop, play):
    scenario = shop(RING, "production: {stations: {saw: {title: The saw}, sand: {title: Sander}}}")
    stuck = play(scenario).partial
    assert "stage 'The saw' (1 card) holds lot 1 for a card of 'Sander'" in stuck
    titles = {parameter.path: parameter.title for parameter in scenario.parameters()}
    assert f"{titles['production.release.cards.saw']} (production.release.cards)" in stuck


@pytest.mark.parametrize(
    "changes",
    [
        {"production.release.cards": {"saw": 2, "sand": 1}}, {"production.release.cards": {"saw": 1}},
        kanban({"ring": 1}, ring=["saw", "sand"]), {"production.release.rule": "push"},
    ],
)  # fmt: skip
def test_more_cards_or_one_stage_for_the_ring_let_it_run(shop, play, changes):
    run = play(shop(RING, "clock: {horizon: 55 min}").revised(changes))
    assert not run.partial
    assert (run.lots["finished"] > 0).all()


def test_without_a_number_of_cards_finished_lots_pile_up_beside_the_machine(shop, play):
    """Lots that come back to the saw wait beside the painter, who goes on; so the ring keeps turning."""
    run = play(shop("""
    clock: {horizon: 230 h}
    products: {chair: {routing: [{station: saw, time: 4 h}, {station: dip, time: 9 h}, {station: saw, time: 1 h}]}}
    production: {stations: {dip: {buffer: 1}}, release: {rule: kanban, cards: {saw: 2}}}
    operations: {market: {chair: {arrivals: every 180 h, size: 4}}}
    """))  # fmt: skip
    assert not run.partial
    assert (run.lots["finished"] > 0).all()
    assert not len(run.history.tables["blocked"]["start"])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (kanban({"front": 2}, front=["saw", "swa"]), "did you mean"),
        (kanban({"frnt": 2}, front=["saw"]), "no station or stage 'frnt'; did you mean 'front'"),
        (kanban({"front": 2, "saw": 1}, front=["saw"]), "'saw' shares the cards of the stage 'front'"),
        (kanban({"front": 2}, front=["saw"], back=["pack", "saw"]), "'saw' belongs to the stage 'front' already"),
        (kanban({"front": 2}, front=["saw", "saw"]), "'saw' belongs to the stage 'front' already"),
        (kanban({"front": 2}, front=[]), "no station stands here"),
        (kanban({"saw": 2}, saw=["saw", "sand"]), "'saw' is too like the station 'saw'"),
    ],
)
def test_stages_that_make_no_sense_are_told(shop, changes, fault):
    with pytest.raises(ScenarioError, match=fault):
        shop(LINE).revised(changes)

"""People at the machines; times in minutes."""

from __future__ import annotations

#: A chair needs the saw, a stool the sander; one kind of people serves both.
TWO = """
products:
  chair: {routing: [{station: saw, time: 4 min}]}
  stool: {price: 50, routing: [{station: sand, time: 6 min}]}
production:
  stations:
    saw: {operators: {skill: wood}}
    sand: {operators: {skill: wood}}
operations:
  market: {chair: {arrivals: every 30 min}, stool: {arrivals: every 30 min}}
  teams: {carpenters: {skill: wood, people: 1, wage: 0}}
"""


def test_one_person_serves_two_stations_one_after_the_other(shop, play, worked):
    run = play(shop(TWO))
    assert worked(run) == [("chair", 30, 34), ("stool", 34, 40)]
    assert [(tile.start / 60_000, tile.end / 60_000, tile.cause) for tile in run.lot_story(1)] == [
        (30, 34, "no operator"), (34, 40, "processing"),
    ]  # fmt: skip


def test_two_people_serve_two_stations_at_once(shop, play, worked):
    run = play(shop(TWO).revised({"operations.teams.carpenters.people": 2}))
    assert worked(run) == [("chair", 30, 34), ("stool", 30, 36)]


def test_two_teams_with_one_skill_help_each_other(shop, play, worked):
    run = play(
        shop(TWO).revised({"operations.teams": {"a": {"skill": "wood", "wage": 0}, "b": {"skill": "wood", "wage": 0}}})
    )
    assert worked(run) == [("chair", 30, 34), ("stool", 30, 36)]


def test_a_machine_that_needs_two_waits_until_both_are_free(shop, play, worked):
    run = play(shop(TWO).revised({
        "operations.teams.carpenters.people": 2, "production.stations.sand.operators.count": 2,
    }))  # fmt: skip
    assert worked(run) == [("chair", 30, 34), ("stool", 34, 40)]


def test_people_go_to_whoever_has_waited_longest(shop, play, worked):
    scenario = shop(TWO).revised({
        "operations.market.chair.size": 3, "operations.market.stool.arrivals": "every 31 min",
    })  # fmt: skip
    assert worked(play(scenario)) == [("chair", 30, 34), ("chair", 34, 38), ("chair", 38, 42), ("stool", 42, 48)]


def test_someone_who_leaves_first_finishes_what_is_in_hand(shop, play, worked):
    run = play(shop(TWO), decisions=[(32 * 60_000, "operations.teams.carpenters.people", 0)])
    assert worked(run) == [("chair", 30, 34)]


def test_someone_who_is_hired_starts_at_once(shop, play, worked):
    run = play(shop(TWO), decisions=[(32 * 60_000, "operations.teams.carpenters.people", 2)])
    assert worked(run) == [("chair", 30, 34), ("stool", 32, 38)]


def test_a_machine_that_is_blocked_needs_nobody(shop, play, worked):
    run = play(
        shop("""
        products: {chair: {routing: [{station: saw, time: 4 min}, {station: pack, time: 2 min}]}}
        production:
          stations:
            saw: {operators: {skill: wood}}
            pack: {operators: {skill: wood}, buffer: 0}
        operations: {market: {chair: {arrivals: every 30 min}}, teams: {wood: {people: 1, wage: 0}}}
    """)
    )
    assert worked(run) == [("chair", 30, 34), ("chair", 34, 36)]


def test_a_machine_that_needs_more_people_from_now_on_gives_back_no_more_than_there_are(shop, play, worked):
    scenario = shop(TWO, "operations: {market: {chair: {size: 4}, stool: {size: 2}}}")
    minute, need = 60_000, "production.stations.saw.operators.count"
    run = play(scenario, [(32 * minute, need, 2), (33 * minute, need, 1)])
    assert worked(run) == worked(play(scenario))
    run = play(scenario.revised({"operations.teams.carpenters.people": 2}), [(32 * minute, need, 2)])
    assert worked(run)[:4] == [("chair", 30, 34), ("stool", 30, 36), ("chair", 36, 40), ("chair", 40, 44)]


def test_nobody_says_how_busy_people_were_when_their_number_at_a_machine_has_changed(shop, play):
    need = "production.stations.saw.operators.count"
    assert "people.utilisation.carpenters" in play(shop(TWO)).kpis
    assert "people.utilisation.carpenters" not in play(shop(TWO), [(32 * 60_000, need, 2)]).kpis


def test_people_whose_machine_goes_to_maintenance_go_on_at_once(shop, play, worked):
    """The saw is maintained after every 4 minutes of work; at 34 its carpenter turns to the stool."""
    maintained = {"production.maintenance": {"saw": {"policy": "age", "every": "4 min", "duration": "20 min"}}}
    assert worked(play(shop(TWO).revised(maintained))) == [("chair", 30, 34), ("stool", 34, 40)]


def test_people_whose_machine_is_sold_go_on_at_once(shop, play, worked):
    two = shop(TWO).revised({"production.stations.saw.machines": 2})
    run = play(two, [(32 * 60_000, "production.stations.saw.machines", 1)])
    assert worked(run) == [("chair", 30, 34), ("stool", 34, 40)]

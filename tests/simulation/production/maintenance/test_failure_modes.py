"""Several ways to fail, and what happens to the job in hand; times in minutes."""

from __future__ import annotations

import pytest

from opsim.errors import ScenarioError

ONE_CHAIR = """
products: {chair: {routing: [{station: saw, time: 12 min}]}}
operations: {market: {chair: {arrivals: every 30 min}}}
"""
TWO_MODES = """
production:
  stations:
    saw:
      failures:
        - {mode: blade, time_between: 5 min, repair: 2 min, cost: 50, renews: mode}
        - {mode: motor, time_between: 8 min, repair: 3 min, cost: 70, renews: mode}
"""


def test_each_mode_strikes_at_its_own_age(shop, play, tell, balance):
    run = play(shop(ONE_CHAIR, TWO_MODES))  # the blade after 5 and 10 minutes of work, the motor after 8
    assert tell(run.stops, "mode", "start", "end") == [(0, 35, 37), (1, 40, 43), (0, 45, 47)]
    assert tell(run.stops, "worked", "cents") == [(5, 50), (3, 70), (2, 50)]
    assert tell(run.operations, "start", "end") == [(30, 49)]
    assert balance(run, "maintenance") == 170


def test_a_repair_may_renew_the_whole_machine(shop, play, tell):
    text = TWO_MODES.replace("renews: mode", "renews: machine")
    run = play(shop(ONE_CHAIR, text))  # the motor never gets to 8 minutes
    assert tell(run.stops, "mode", "start") == [(0, 35), (0, 42)]


def test_modes_by_work_and_by_the_calendar_go_together(shop, play, tell):
    run = play(shop(ONE_CHAIR, """
        production:
          stations:
            saw:
              failures:
                - {mode: blade, time_between: 9 min, repair: 2 min, renews: mode}
                - {mode: power, time_between: 34 min, repair: 5 min, clock: calendar, renews: mode}
    """))  # power fails at 34 in the middle of the work; the blade after 9 minutes of work, at 44
    assert tell(run.stops, "mode", "start", "end") == [(1, 34, 39), (0, 44, 46)]
    assert tell(run.operations, "start", "end") == [(30, 49)]


def test_a_mode_of_the_calendar_that_strikes_in_a_repair_shows_when_it_is_over(shop, play, tell):
    run = play(shop(ONE_CHAIR, """
        production:
          stations:
            saw:
              failures:
                - {mode: blade, time_between: 9 min, repair: 4 min, renews: mode}
                - {mode: power, time_between: 40 min, repair: 5 min, clock: calendar, renews: mode}
    """))
    assert tell(run.stops, "mode", "start", "end") == [(0, 39, 43), (1, 43, 48)]
    assert tell(run.operations, "start", "end") == [(30, 51)]


def job(what, clock="operating", between="7 min", **more):
    text = f"production: {{stations: {{saw: {{failures: {{time_between: {between}, repair: 5 min, clock: {clock}, "
    return text + f"job: {what}" + "".join(f", {key}: {value}" for key, value in more.items()) + "}}}}"


def test_a_job_goes_on_after_the_repair(shop, play, tell):
    run = play(shop(ONE_CHAIR, job("resume")))
    assert tell(run.operations, "start", "end") == [(30, 47)]


def test_a_job_begins_anew_and_the_lost_time_counts_as_down(shop, play, tell):
    scenario = shop(job("restart", between="10 min"), """
        products: {chair: {routing: [{station: saw, time: 8 min}]}}
        operations: {market: {chair: {arrivals: every 20 min}}}
    """)
    run = play(scenario)  # 8 min of the first chair; 2 min of the second are lost, and it takes 8 min again
    assert tell(run.operations, "start", "end") == [(20, 28), (40, 55)]
    assert tell(run._table("lost_work"), "start", "end") == [(40, 42)]
    story = [(tile.start / 60_000 - 40, tile.end / 60_000 - 40, tile.cause) for tile in run.order_story(1)]
    assert story == [(0, 7, "machine down"), (7, 15, "processing")]
    assert run.station_times["saw"]["down"] == 7 * 60_000


def test_a_lot_is_scrapped_and_made_again(shop, play, tell):
    often = "operations: {market: {chair: {arrivals: every 15 min}}}"
    run = play(shop(ONE_CHAIR, job("scrap-lot", between="14 min"), often))
    worked = [(0, 15, 27), (1, 30, 32), (2, 37, 49), (3, 49, 51), (4, 56, 59)]
    assert tell(run.operations, "lot", "start", "end") == worked
    assert tell(run.lots, "scrapped", "finished") == [(0, 27), (1, 32), (0, 49), (1, 51), (0, None)]
    assert tell(run.orders, "delivered")[:2] == [27, 49]


def test_a_scrapped_lot_frees_its_machine_and_its_people_when_the_calendar_strikes(shop, play, tell):
    run = play(shop(ONE_CHAIR, job("scrap-lot", "calendar", "35 min"), """
        production: {stations: {saw: {machines: 2, operators: {skill: hand}}}}
        operations: {teams: {hand: {people: 1, wage: 0}}}
    """))  # both machines fail at 35; the second has just taken what the first lost
    assert tell(run.operations, "machine", "start", "end") == [(0, 30, 35), (1, 35, 52)]
    assert tell(run.stops, "machine", "start", "end") == [(0, 35, 40), (1, 35, 40)]


def test_one_unit_of_a_lot_is_lost(shop, play, tell):
    run = play(shop("""
        products: {chair: {routing: [{station: saw, time: 4 min}]}}
        production:
          lot_size: {chair: 3}
          stations: {saw: {failures: {time_between: 6 min, repair: 5 min, job: scrap-unit}}}
        operations: {market: {chair: {arrivals: every 30 min, size: 3}}}
    """))  # 6 of 12 minutes are done: the second unit is lost, the third takes 4 minutes after the repair
    assert tell(run.operations, "lot", "start", "end")[:2] == [(0, 30, 45), (1, 45, 47)]
    assert tell(run.lots, "units", "good", "scrapped")[:2] == [(3, 2, 1), (1, 0, 1)]


def test_a_failure_during_the_set_up_spoils_nothing(shop, play, tell):
    run = play(shop(ONE_CHAIR, job("scrap-lot", between="7 min", ), """
        products: {chair: {routing: [{station: saw, time: 6 min, set_up: 8 min}]}}
        operations: {market: {chair: {arrivals: every 40 min}}}
    """))
    assert tell(run.operations, "start", "end") == [(40, 59)]


def test_wear_makes_a_machine_fail_at_its_limit(shop, play, tell):
    run = play(shop(ONE_CHAIR, """
        production: {stations: {saw: {failures: {clock: wear, limit: 3, repair: 2 min}, wear: {rate: 20}}}}
    """))  # 20 an hour: 3 after 9 minutes of work
    assert tell(run.stops, "start", "end", "worked", "wear") == [(39, 41, 9, 3.0)]


@pytest.mark.parametrize("kind", ["whole-age", "last-stretch"])
def test_an_exponential_life_does_not_mind_its_age(shop, play, kind):
    scenario = shop("production: {stations: {saw: {failures: {time_between: exponential(20) min, repair: 0 min}}}}",
                    "clock: {horizon: 40 h}", "operations: {market: {chair: {arrivals: every 4 min}}}")
    minimal = scenario.revised({
        "production.stations.saw.failures.age_left": 0.5,
        "production.stations.saw.failures.age_left_of": kind,
    })  # fmt: skip
    assert play(scenario).stops["start"].tolist() == play(minimal).stops["start"].tolist()


FAULTS = {
    "failures: {repair: 1 h}": "nothing says when it fails",
    "failures: {repair: 1 h, clock: wear}": "nothing says at which wear it fails",
    "failures: {repair: 1 h, clock: wear, limit: 3}": "nothing says how it wears",
    'failures: {repair: 1 h, time_between: "gamma(3, 1) h", age_left: 0.5}': "at an age is not known",
    "failures: [{repair: 1 h, time_between: 3 h}, {repair: 1 h, time_between: 9 h}]": "two failure modes 'failure'",
    "wear: {rate: 1}, failures: {repair: 1 h, clock: wear, limit: 3, age_left: 0.2, age_left_of: last-stretch}":
        "come without end",
    "failures: {repair: 1 h, time_between: 3 h, skill: smith}": "there is no crew with the skill 'smith'",
    "failures: {repair: 1 h, time_between: 3 h, parts: {belt: 1}}": "there is no product or material 'belt'",
    "failures: {repair: 1 h, time_between: 3 h, parts: {chair: 1}}": "nobody restocks it",
    "failures: {repair: 1 h, time_between: 3 h, job: drop}": "resume",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_contradicts_itself_is_refused(shop, text):
    with pytest.raises(ScenarioError, match=FAULTS[text]):
        shop(f"production: {{stations: {{saw: {{{text}}}}}}}")

from __future__ import annotations

import math

import pytest

from opsim.errors import InputError
from opsim.theory import queueing as q

HALF = pytest.approx(0.5)


def queue_row(queue, **others):
    row = {"rho": queue.utilisation, "Wq": queue.mean_wait, "W": queue.mean_sojourn}
    return {**row, "Lq": queue.mean_queue, "L": queue.mean_in_system, **others}


def mm1(p):
    rates = p["arrival_rate"], p["service_rate"]
    return queue_row(
        q.mmc(*rates),
        P0=q.mmc_state_probability(0, *rates),
        p_wait=q.erlang_c(rates[0] / rates[1], 1),
        sojourn_p90=q.mmc_sojourn_quantile(0.9, *rates),
    )


def mmc(p):
    rates = p["arrival_rate"], p["service_rate"], p["servers"]
    return queue_row(q.mmc(*rates), p_wait_erlangC=q.erlang_c(rates[0] / rates[1], rates[2]))


def mg1(p):
    return queue_row(q.mg1(p["arrival_rate"], p["ES"], p["ES2"]))


def breakdowns(p):
    def with_scv(scv):
        natural = q.EffectiveProcess(p["natural_process_mean"], scv)
        effective = q.with_breakdowns(natural, p["mtbf_operating"], p["mttr"])
        queue = q.mg1(p["arrival_rate"], effective.mean, q.second_moment(effective.mean, effective.scv))
        return {"te": effective.mean, "ce2": effective.scv, "rho": queue.utilisation, "Wq": queue.mean_wait}

    return {"exponential": with_scv(1.0), "deterministic": with_scv(0.0)}


def dm1(p):
    rates = p["arrival_rate"], p["service_rate"]
    exact = q.dm1(*rates).mean_wait
    vut = q.vut_wait(p["ca2"], p["cs2"], rates[0] / rates[1], 1.0 / rates[1])
    sigma = q.gim1_sigma(*rates, q.deterministic_transform(1.0 / rates[0]))
    return {"sigma": sigma, "Wq_exact": exact, "Wq_vut": vut, "vut_over_exact": vut / exact}


def vut(p):
    return {
        "CTq": [q.vut_wait(*point) for point in p["points"]],
        "cd2": [q.departure_scv(ca2, ce2, u, m) for ca2, ce2, u, _, m in p["points"]],
        "exact_mm3_Wq": q.mmc(0.8, 1.0 / 3.0, 3).mean_wait,
    }


def mmck(p):
    queue = q.mmck(p["arrival_rate"], p["service_rate"], p["servers"], p["system_capacity"])
    return {
        "p_block": queue.p_block,
        "effective_rate": queue.effective_rate,
        "L": queue.mean_in_system,
        "Lq": queue.mean_queue,
        "W": queue.mean_sojourn,
        "Wq": queue.mean_wait,
        "p": queue.state_probabilities,
    }


def jackson(p):
    network = q.jackson_network(p["external_rates"], p["routing"], p["service_rates"], p["servers"])
    return {
        "node_rates": network.arrival_rates,
        "utilisation": [node.utilisation for node in network.nodes],
        "Lq": [node.mean_queue for node in network.nodes],
        "L": [node.mean_in_system for node in network.nodes],
        "L_total": network.mean_in_system,
        "W_total": network.mean_sojourn,
    }


def priority(p):
    moments = zip(p["arrival_rates"], p["ES"], p["ES2"], strict=True)
    waits = q.priority_waits([q.CustomerClass(*row) for row in moments])
    return {"Wq": waits, "W": [wait + mean for wait, mean in zip(waits, p["ES"], strict=True)]}


def shortest_first(p):
    fifo, spt = q.mmc(p["arrival_rate"], 1.0).mean_wait, q.mm1_spt_wait(p["arrival_rate"], 1.0)
    srpt = q.mm1_srpt_sojourn(p["arrival_rate"], 1.0)
    return {"Wq_FIFO": fifo, "Wq_SPT": spt, "W_SRPT": srpt, "ratio_SPT_FIFO": spt / fifo}


def staffing(p):
    rate = p["calls"] / p["interval_s"]
    plan = q.agents_needed(rate, p["aht_s"], p["target_s"], p["target"])
    return {
        "erlangs": plan.offered_load,
        "agents": plan.agents,
        "p_wait": plan.p_wait,
        "service_level": plan.service_level,
        "asa_s": plan.mean_wait,
        "occupancy": plan.utilisation,
        "sl_with_one_less": q.service_level(rate, p["aht_s"], plan.agents - 1, p["target_s"]),
        "agents_with_30pct_shrinkage": q.rostered_agents(plan.agents, 0.3),
    }


def patience(p):
    queue = q.erlang_a(p["lam"], p["mu"], p["servers"], p["theta"])
    row = {"p_wait": queue.p_wait, "p_abandon": queue.p_abandon}
    return {**row, "Lq": queue.mean_queue, "occupancy": queue.utilisation}


def appointments(p):
    def row(times):
        session = q.appointment_session(times, p["mean_service"])
        found = {"mean_wait": session.mean_wait, "last_wait": session.waits[-1]}
        return {**found, "makespan": session.finish, "doctor_idle": session.doctor_idle}

    return {name: row(times) for name, times in p["rules"].items()}


def clinic(p):
    session = q.appointment_session([p["slot"] * i for i in range(p["n"])], p["mean_service"])
    return {
        "mean_wait": session.mean_wait,
        "wait_2": session.waits[1],
        "wait_8": session.waits[7],
        "wait_32": session.waits[31],
        "mean_time_in_clinic": session.mean_wait + p["mean_service"],
        "finish": session.finish,
    }


COMPUTED = {
    "Q-mm1-ciw": mm1,
    "Q-mm1-rho60": mm1,
    "Q-mmc-ciw-bank3": mmc,
    "Q-mmc-10of12": mmc,
    "Q-md1": mg1,
    "Q-me2": mg1,
    "Q-mu1": mg1,
    "Q-mh2": mg1,
    "Q-mg1-breakdown": breakdowns,
    "Q-dm1": dm1,
    "Q-vut-formula": vut,
    "Q-mmck-3-6": mmck,
    "Q-erlangB-5": mmck,
    "Q-jackson-ciw-cafe": jackson,
    "Q-jackson-rework": jackson,
    "Q-prio-ciw": priority,
    "Q-prio-cobham3": priority,
    "S-mm1-spt-80": shortest_first,
    "S-mm1-spt-60": shortest_first,
    "V-erlangC-cch": staffing,
    "V-erlangC-360h": staffing,
    "V-erlangC-18erl": staffing,
    "V-erlangA-s": patience,
    "V-appointments-exp-s": appointments,
    "V-appointments-13of15": clinic,
}


@pytest.mark.parametrize("case_id", COMPUTED)
def test_reference_case(case_id, check_case):
    check_case(case_id, COMPUTED[case_id])


def test_half_busy_single_server_holds_one_customer_on_average():
    queue = q.mmc(arrival_rate=1.0, service_rate=2.0)
    assert (queue.mean_in_system, queue.mean_wait) == (pytest.approx(1.0), HALF)


def test_two_servers_at_load_one_make_a_third_of_customers_wait():
    assert q.erlang_c(offered_load=1.0, servers=2) == pytest.approx(1 / 3)
    assert q.erlang_b(offered_load=1.0, servers=2) == pytest.approx(1 / 5)


def test_state_probabilities_add_up_to_one():
    chances = [q.mmc_state_probability(n, 2.0, 1.0, 3) for n in range(400)]
    assert math.fsum(chances) == pytest.approx(1.0)


def test_constant_service_halves_the_wait_of_exponential_service():
    assert q.mg1(0.8, 1.0, q.second_moment(1.0, 0.0)).mean_wait == pytest.approx(q.mmc(0.8, 1.0).mean_wait / 2)


def test_gim1_with_poisson_arrivals_is_mm1():
    queue = q.gim1(0.5, 1.0, q.erlang_transform(2.0, 1.0))
    assert queue.mean_wait == pytest.approx(q.mmc(0.5, 1.0).mean_wait)


def test_interarrival_transforms_have_the_mean_as_their_slope_at_zero():
    for transform in (q.deterministic_transform(3.0), q.erlang_transform(3.0, 4.0), q.uniform_transform(1.0, 5.0)):
        assert (1.0 - transform(1e-6)) / 1e-6 == pytest.approx(3.0, rel=1e-5)


def test_vut_is_exact_for_one_machine_with_poisson_arrivals():
    assert q.vut_wait(1.0, 0.25, 0.8, 2.0) == pytest.approx(q.mg1(0.4, 2.0, q.second_moment(2.0, 0.25)).mean_wait)


def test_setups_every_fourth_job_add_a_quarter_of_a_setup():
    assert q.with_setups(q.EffectiveProcess(3.0, 0.0), 4.0, 2.0, 0.0).mean == pytest.approx(3.5)


def test_top_class_of_a_preemptive_queue_sees_nobody_else():
    top, low = q.CustomerClass(0.5, 1.0, 2.0), q.CustomerClass(0.3, 1.0, 2.0)
    assert q.preemptive_sojourns([top, low])[0] == pytest.approx(q.mmc(0.5, 1.0).mean_sojourn)


def test_equal_classes_wait_on_average_as_without_priority():
    halves = [q.CustomerClass(0.4, 1.0, 2.0)] * 2
    assert 0.5 * math.fsum(q.priority_waits(halves)) == pytest.approx(q.mmc(0.8, 1.0).mean_wait)


def test_without_servers_to_spare_a_full_system_turns_away_what_it_cannot_serve():
    queue = q.mmck(arrival_rate=1.0, service_rate=1.0, servers=1, system_capacity=1)
    assert (queue.p_block, queue.effective_rate, queue.p_abandon) == (HALF, HALF, pytest.approx(0.0, abs=1e-12))


def test_patience_equal_to_service_makes_an_endless_server_pool():
    queue = q.erlang_a(arrival_rate=3.0, service_rate=1.0, servers=2, abandonment_rate=1.0)
    assert queue.mean_in_system == pytest.approx(3.0)


def test_a_call_centre_of_a_thousand_agents_can_be_computed():
    queue = q.erlang_a(arrival_rate=1100.0, service_rate=1.0, servers=1000, abandonment_rate=1.0)
    assert queue.mean_in_system == pytest.approx(1100.0)
    assert q.mmck(1100.0, 1.0, 1000, 1000).p_block == pytest.approx(q.erlang_b(1100.0, 1000))


def test_first_patient_never_waits_and_the_second_waits_the_first_ones_rest():
    session = q.appointment_session([0.0, 10.0], 10.0)
    assert session.waits == (0.0, pytest.approx(10.0 * math.exp(-1.0)))


def test_overload_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="add capacity"):
        q.mmc(arrival_rate=2.0, service_rate=1.0)


def test_customers_who_can_never_leave_are_refused():
    with pytest.raises(InputError, match="singular"):
        q.traffic_rates([1.0], [[1.0]])

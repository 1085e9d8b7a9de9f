"""Bulk service against the Markov chain that it solves."""

from __future__ import annotations

import pytest

from opsim.errors import InputError
from opsim.theory import queueing
from opsim.theory.markov import stationary

MOST = 200  # more never wait, as far as a float can tell


@pytest.mark.parametrize(
    ("arrivals", "services", "minimum", "maximum"), [(3.0, 1.0, 1, 6), (5.0, 1.0, 3, 8), (2.0, 1.0, 4, 4)]
)
def test_averages_are_those_of_the_chain(arrivals, services, minimum, maximum):
    def moves(state):
        busy, waiting = state
        if waiting < MOST:
            starts = not busy and waiting + 1 == minimum
            yield ((1, 0) if starts else (busy, waiting + 1)), arrivals
        if busy:
            yield ((1, max(waiting - maximum, 0)) if waiting >= minimum else (0, waiting)), services

    chain = stationary((0, 0), moves)
    found = queueing.bulk_service(arrivals, services, minimum, maximum)
    assert found.mean_queue == pytest.approx(sum(waiting * p for (_, waiting), p in chain.items()), rel=1e-6)
    assert found.utilisation == pytest.approx(sum(p for (busy, _), p in chain.items() if busy), rel=1e-6)
    assert found.mean_wait == pytest.approx(found.mean_queue / arrivals)


def test_one_at_a_time_is_the_plain_queue():
    assert queueing.bulk_service(0.5, 1.0, 1, 1).mean_wait == pytest.approx(queueing.mmc(0.5, 1.0).mean_wait)


def test_the_mean_wait_to_batch():
    assert queueing.wait_to_batch(4, 2.0) == (3 + 2 + 1 + 0) / 2.0 / 4


@pytest.mark.parametrize("rates", [(8.0, 1.0, 3, 8), (1.0, 1.0, 3, 2)])
def test_what_cannot_be_is_refused(rates):
    with pytest.raises(InputError):
        queueing.bulk_service(*rates)

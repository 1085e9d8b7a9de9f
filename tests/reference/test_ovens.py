"""Ovens and transfer batches against the theory of bulk queues and of lot streaming."""

from __future__ import annotations

import pytest

from opsim.theory import queueing


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 8), (3, 8), (8, 8)])
def test_customers_at_an_oven(study, minimum, maximum):
    """M/M(a,b)/1, Neuts (1967)."""
    found = study(
        "oven", {"wait": "station.wait_h.oven", "queue": "station.queue.oven", "work": "station.utilisation.oven"},
        short=(10, 1_500), full=(30, 20_000),
        changes={"production.stations.oven.oven.minimum": minimum, "production.stations.oven.oven.maximum": maximum},
    )  # fmt: skip
    theory = queueing.bulk_service(5, 1, minimum, maximum)
    found["wait"].must_be(theory.mean_wait, within=0.15)
    found["queue"].must_be(theory.mean_queue, within=0.15)
    found["work"].must_be(theory.utilisation, within=0.03)


def test_the_wait_for_a_full_load(study):
    """(b - 1) / (2 lambda), Hopp & Spearman: before an oven that takes hardly any time nothing else is waited for."""
    found = study(
        "oven", {"wait": "station.wait_h.oven"}, short=(10, 1_500), full=(30, 20_000),
        changes={
            "production.stations.oven.oven.minimum": 8, "production.stations.oven.oven.maximum": 8,
            "products.part.routing.0.time": "1 s",
        },
    )  # fmt: skip
    found["wait"].must_be(queueing.wait_to_batch(8, 5), within=0.03)

"""What is around the floor: demand, stock, suppliers, delivery, money."""

from __future__ import annotations

from random_firms.draws import among, arrivals, between, each, hours, maybe, money, section, share, sizes, small, times
from random_firms.people import team


def replenishment():
    return section(
        policy=among("r-Q", "s-S", "base-stock", "periodic"), r=between(-5, 20), Q=between(1, 30),
        s=between(-5, 10), S=between(11, 40), service_target=maybe(among(0.5, 0.95)), cover=hours,
        review=hours, trigger=among("at-or-below", "below"), one_outstanding=among(True, False),
        opening=between(0, 40), opening_cost=maybe(money), holding=share, holding_per_unit=money,
    )  # fmt: skip


def supplier():
    return section(
        price=money, order_cost=money, lead_time=times, quoted=maybe(hours), minimum=between(1, 20), defects=share,
        share=among(1, 0.5, 2),
    )  # fmt: skip


def demand():
    season = section(amplitude=among(0.2, 1), peak=among("2026-02-01"))
    return section(
        arrivals=arrivals, size=sizes, trend=among(0, 0.1, -0.5), ramp=maybe(hours), season=maybe(season),
    )  # fmt: skip


def operations(products, made, items, skills):
    bought = [item for item in items if item not in made]
    contract = section(
        price=money, quoted=among("1 h", "1 day"), latest=among("2 days", "1 week"), priority=maybe(between(0, 2)),
    )  # fmt: skip
    orders = section(
        mode=among("to-stock", "to-order"), promise=hours, patience=maybe(times), late_discount=share,
        contracts=each(["gold"], contract), contract=among(None, None, "gold"),
        refuse_above=maybe(between(0, 20)), quoting=among("constant", "total-work", "queue"), quote_factor=small,
        quote_per_order=hours, bears=maybe(times, 0.2), refuse_when_full=among(False, False, False, True),
    )  # fmt: skip
    delivery = section(
        mode=among("at-once", "carrier"), every=hours, transit=times, cost_per_trip=money, cost_per_order=money,
        cost_per_unit=money,
    )  # fmt: skip
    returns = section(
        delay=times, share=among(0.5, 1), remedy=among("repair", "refund", "replacement")
    )  # fmt: skip
    loan = section(amount=among(0, 500), limit=among(2000), interest=share, fee=share)
    finance = section(
        opening_cash=among(-2000, 0, 700, 50_000, 1_000_000), terms_customers=among("0 h", "30 h", "2 weeks"),
        terms_suppliers=among("0 h", "5 days"), credit_line=among(0, 5000),
        insolvent_after=among(None, None, "5 days"), interest=share, interest_on_cash=share, tax=share,
        energy_price=money, overheads=money, equipment_value=among(1, 0.5, 0), loan=loan,
    )  # fmt: skip
    rule = {"above": 1, "most": "3 h", "premium": 0.5}
    return section(
        market=each(products, demand()),
        orders=orders,
        reputation=section(start=share, memory=hours, effect_on_demand=among(0, 0.5, 1)),
        forecasting=section(method=among("naive", "moving-average", "ses", "holt"), review=hours, window=small),
        inventory=each(items, replenishment()),
        storage=section(places=maybe(between(0, 50)), overflow_cost=money),
        purchasing=each(bought, section(near=supplier(), far=maybe(supplier()))),
        goods_in=section(
            inspect=among(True, False), cost=money, only_with_cash=among(True, False),
            pay=among("on-terms", "when-ordered"),
        ),
        returns=maybe(returns),
        delivery=delivery,
        teams=each(skills, team(skills, rule)),
        finance=finance,
    )  # fmt: skip

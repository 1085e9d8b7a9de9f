"""What the user declares about the operations layer as a whole."""

from __future__ import annotations

from typing import ClassVar

from opsim.scenario.operations.delivery import Delivery, Returns
from opsim.scenario.operations.finance import Finance
from opsim.scenario.operations.inventory import Replenishment, Storage
from opsim.scenario.operations.market import Demand, Orders, Reputation
from opsim.scenario.operations.planning import Forecasting
from opsim.scenario.operations.purchasing import GoodsIn, Supplier
from opsim.scenario.parameter import Spec, parameter
from opsim.scenario.quantities import Id
from opsim.scenario.teams import Team


class Operations(Spec):
    """The operations layer."""

    function: ClassVar = "market"
    market: dict[Id, Demand] = parameter(title="Market", help="Product -> demand.", function="market")
    orders: Orders = parameter(
        default_factory=Orders, title="Order desk", help="Promises, patience and prices.", function="market",
    )
    reputation: Reputation = parameter(
        default_factory=Reputation, title="Reputation", help="How service feeds back into demand.", function="market",
    )
    forecasting: Forecasting = parameter(
        default_factory=Forecasting, title="Forecasting", help="How the firm looks ahead.", function="planning",
    )
    inventory: dict[Id, Replenishment] = parameter(
        default_factory=dict, title="Inventory", help="Item -> replenishment.", function="inventory",
    )
    storage: Storage = parameter(default_factory=Storage, title="Storage", help="Room for stock.", function="inventory")
    purchasing: dict[Id, dict[Id, Supplier]] = parameter(
        default_factory=dict, title="Purchasing", help="Item -> supplier -> terms.", function="purchasing",
    )
    goods_in: GoodsIn = parameter(
        default_factory=GoodsIn, title="Goods in", help="Incoming inspection and payment.", function="purchasing",
    )
    returns: Returns | None = parameter(
        None, title="Returns", help="What happens to defective units that reached a customer; settled at once if left out.",
        function="quality", timed=False,
    )
    delivery: Delivery = parameter(
        default_factory=Delivery, title="Delivery", help="How goods reach the customer.", function="delivery",
    )
    teams: dict[Id, Team] = parameter(
        default_factory=dict, title="Teams", help="The people of the firm.", function="teams",
    )
    finance: Finance = parameter(default_factory=Finance, title="Finance", help="Money.", function="finance")

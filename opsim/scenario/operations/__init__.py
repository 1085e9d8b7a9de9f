"""What the user declares about everything around the factory floor."""

from opsim.scenario.operations.delivery import Delivery, Returns
from opsim.scenario.operations.finance import Finance, Loan
from opsim.scenario.operations.inventory import READ_BY_POLICY, Replenishment, Storage
from opsim.scenario.operations.market import Contract, Demand, Orders, Reputation, Season
from opsim.scenario.operations.planning import Forecasting
from opsim.scenario.operations.purchasing import GoodsIn, Supplier
from opsim.scenario.operations.whole import Operations

__all__ = [
    "READ_BY_POLICY",
    "Contract",
    "Delivery",
    "Demand",
    "Finance",
    "Forecasting",
    "GoodsIn",
    "Loan",
    "Operations",
    "Orders",
    "Replenishment",
    "Reputation",
    "Returns",
    "Season",
    "Storage",
    "Supplier",
]

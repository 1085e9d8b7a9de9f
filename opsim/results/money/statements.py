"""Income statement, balance sheet and cash flow statement: three ways to read the money ledger, all in whole cents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from opsim.results.money.balances import ASSETS, EXPENSES, INCOME, LIABILITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsim.results.money.balances import Money


class Line(NamedTuple):
    """One line of a statement; `level` 0 stands for the whole, 1 for a part of it.

    `kind` is "heading" (no amount), "item", "subtotal" or "total".
    """

    title: str
    cents: int
    level: int
    kind: Literal["heading", "item", "subtotal", "total"]


Rows = tuple[tuple[str, tuple[str, ...]], ...]

#: Title -> accounts.
REVENUE: Final[Rows] = (("Sales", ("sales",)), ("Discounts for lateness", ("discounts",)), ("Seconds", ("seconds",)))
OPERATING: Final[Rows] = (
    ("Wages", ("wages",)),
    ("Training", ("training",)),
    ("Energy", ("energy",)),
    ("Maintenance", ("maintenance",)),
    ("Quality", ("quality", "adjustments", "rework")),
    ("Scrap", ("scrap",)),
    ("Goods sold as seconds (materials)", ("downgrades",)),
    ("Warranty and refunds", ("warranty", "refunds")),
    ("Freight", ("freight",)),
    ("Order costs", ("order_costs",)),
    ("Holding of stock", ("holding",)),
    ("Overheads", ("overheads",)),
    ("Depreciation", ("depreciation",)),
    ("Loss on machines sold", ("disposal",)),
)
FINANCING: Final[Rows] = (
    ("Interest earned", ("interest_income",)),
    ("Interest paid", ("interest",)),
    ("Loan fees", ("loan_fees",)),
)
OWNED: Final[Rows] = (
    ("Cash", ("cash",)),
    ("Receivables", ("receivables",)),
    ("Paid to suppliers in advance", ("prepayments",)),
    ("Materials", ("inventory_materials",)),
    ("Work in progress", ("wip",)),
    ("Products", ("inventory_products",)),
    ("Goods on their way to customers", ("goods_in_transit",)),
    ("Equipment", ("equipment",)),
)
OWED: Final[Rows] = (("Payables", ("payables",)), ("Loan", ("loan",)), ("Tax due", ("tax_due",)))

#: Section -> lines -> the accounts on the other side of cash.
FLOWS: Final[tuple[tuple[str, Rows], ...]] = (
    (
        "Operations",
        (
            ("Received from customers", ("sales", "receivables", "discounts", "seconds")),
            (
                "Paid to suppliers",
                ("payables", "prepayments", "wip", "inventory_materials", "inventory_products", "order_costs"),
            ),
            ("Wages", ("wages",)),
            ("Training", ("training",)),
            ("Freight", ("freight",)),
            ("Holding, energy and overheads", ("holding", "energy", "overheads")),
            ("Maintenance", ("maintenance",)),
            ("Quality and warranty", ("quality", "adjustments", "rework", "warranty", "refunds", "scrap")),
            ("Interest", ("interest", "interest_income")),
            ("Tax", ("tax", "tax_due")),
        ),
    ),
    ("Investment", (("Machines bought and sold", ("equipment", "disposal")),)),
    (
        "Financing",
        (("Loan drawn and repaid", ("loan",)), ("Loan fees", ("loan_fees",)), ("Paid in by the owners", ("equity",))),
    ),
)


def income_statement(money: Money) -> list[Line]:
    """Return revenue, costs and profit; costs are shown as negative amounts."""
    revenue, goods = -money.balance("sales", "discounts", "seconds"), money.balance("cost_of_goods")
    operating = _lines(money, OPERATING, -1)
    financing = _lines(money, FINANCING, -1)
    result = revenue - goods + _sum(operating)
    before_tax, tax = result + _sum(financing), money.balance("tax")
    return [
        *_lines(money, REVENUE, -1),
        Line("Revenue", revenue, 0, "subtotal"),
        Line("Cost of goods sold (materials)", -goods, 1, "item"),
        Line("Gross margin", revenue - goods, 0, "subtotal"),
        *operating,
        Line("Operating result", result, 0, "subtotal"),
        *financing,
        Line("Profit before tax", before_tax, 0, "subtotal"),
        Line("Tax", -tax, 1, "item"),
        Line("Profit", before_tax - tax, 0, "total"),
    ]


def balance_sheet(money: Money) -> list[Line]:
    """Return what the firm owns and owes at the end of the run."""
    owned, owed = _lines(money, OWNED, 1), _lines(money, OWED, -1)
    equity, profit = -money.balance("equity"), -money.balance(*INCOME, *EXPENSES)
    return [
        Line("Assets", 0, 0, "heading"),
        *owned,
        Line("Total assets", money.balance(*ASSETS), 0, "total"),
        Line("Liabilities and equity", 0, 0, "heading"),
        *owed,
        Line("Total liabilities", -money.balance(*LIABILITIES), 0, "subtotal"),
        Line("Paid in by the owners", equity, 1, "item"),
        Line("Profit of the run", profit, 1, "item"),
        Line("Total equity", equity + profit, 0, "subtotal"),
        Line("Total liabilities and equity", _sum(owed) + equity + profit, 0, "total"),
    ]


def cash_flow(money: Money) -> list[Line]:
    """Return where cash came from and went to (direct method), by what stood on the other side of each posting."""
    lines, change = [], 0
    for section, rows in FLOWS:
        parts = [
            Line(title, sum(money.against_cash.get(account, 0) for account in accounts), 1, "item")
            for title, accounts in rows
        ]
        change += _sum(parts)
        lines += [
            Line(section, 0, 0, "heading"),
            *parts,
            Line(f"Cash from {section.lower()}", _sum(parts), 0, "subtotal"),
        ]
    return [*lines, Line("Cash at the end", change, 0, "total")]


def _lines(money: Money, rows: Rows, sign: int) -> list[Line]:
    return [Line(title, sign * money.balance(*accounts), 1, "item") for title, accounts in rows]


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.cents for line in lines)

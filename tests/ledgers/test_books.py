"""The books: double entry in whole cents; nothing is lost, nothing is made."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsim.ledgers.books import Accrual, Books
from opsim.ledgers.history import TABLES
from opsim.ledgers.rows import Rows

accounts = st.sampled_from(["cash", "sales", "wages", "payables", "equity"])
entries = st.lists(st.tuples(accounts, accounts, st.integers(-(10**12), 10**12)), max_size=40)


@pytest.fixture
def books():
    return Books(Rows(**TABLES["money"]))


def test_a_sale_and_a_wage_leave_the_difference_in_cash(books):
    books.post(0, books.kind("cash", "sales", "market"), 12_900)
    books.post(1, books.kind("wages", "cash", "production"), 2_500)
    assert books.cash == books.balance("cash") == 10_400
    assert [books.balance("sales"), books.balance("wages")] == [-12_900, 2_500]


def test_what_does_not_touch_cash_leaves_it_alone(books):
    books.post(0, books.kind("inventory_materials", "payables", "purchasing"), 700)
    assert [books.cash, books.balance("payables"), books.balance("inventory_materials")] == [0, -700, 700]


def test_a_kind_of_posting_is_made_once(books):
    first = books.kind("wages", "cash", "production")
    assert [books.kind("wages", "cash", "quality"), books.kind("wages", "cash", "production")] == [first + 1, first]
    assert books.kinds == [("wages", "cash", "production", ""), ("wages", "cash", "quality", "")]


def test_an_entry_within_one_account_changes_nothing(books):
    books.post(0, books.kind("cash", "cash", "finance"), 500)
    assert [books.cash, books.balance("cash")] == [0, 0]


def test_each_posting_is_a_row_with_time_cents_and_subject():
    money = Rows(**TABLES["money"])
    books = Books(money)
    kind = books.kind("cash", "sales", "market")
    books.post(60_000, kind, 100, subject=7)
    books.post(61_000, kind, 200)
    assert {name: column.tolist() for name, column in money.columns().items()} == {
        "time": [60_000, 61_000], "cents": [100, 200], "subject": [7, -1], "kind": [kind, kind],
    }  # fmt: skip


@given(entries)
def test_debits_equal_credits_whatever_is_posted(entries):
    books = Books(Rows(**TABLES["money"]))
    expected = dict.fromkeys(["cash", "sales", "wages", "payables", "equity"], 0)
    for debit, credit, cents in entries:
        books.post(0, books.kind(debit, credit, "finance"), cents)
        expected[debit] += cents
        expected[credit] -= cents
    assert {account: books.balance(account) for account in expected} == expected
    assert sum(expected.values()) == 0
    assert books.cash == expected["cash"]


def test_a_third_of_a_cent_a_day_is_a_cent_every_third_day():
    accrual = Accrual()
    assert [accrual.whole(1, 3) for _ in range(7)] == [0, 0, 1, 0, 0, 1, 0]


@given(st.lists(st.integers(0, 10**15), max_size=60), st.integers(1, 10**12))
def test_accrual_never_loses_or_makes_a_cent(amounts, divisor):
    accrual = Accrual()
    paid = list(accumulate(accrual.whole(amount, divisor) for amount in amounts))
    assert paid == [amount // divisor for amount in accumulate(amounts)]

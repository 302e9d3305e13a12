"""The account of an import: what is missing anywhere is a difference, to the cent."""

from __future__ import annotations

from decimal import Decimal

from ordertrail.domain.reconciliation import FileTally, Tally, reconcile

D = Decimal
FILE = Tally(6, 4, 5, {"CNY": D("10.01"), "USD": D("3")})
TALLY = FileTally(FILE, Tally(5, 3, 4, {}), Tally(1, 1, 1, {"USD": D("3")}), unreadable=1)
ORDERS = {"new": 1, "changed": 1, "unchanged": 1}
TOLD = {"new": {"CNY": D("5")}, "changed": {"CNY": D("4")}, "unchanged": {"CNY": D("1.01")}}
ROWS = {"merged": 4, "unchanged": 1}


def test_all_is_accounted_for() -> None:
    found = reconcile(TALLY, ORDERS, TOLD, ROWS, {"CNY": D("9")})
    assert (found["differences"], found["kept"], found["unreadable"]) == ([], {}, 1)
    assert found["landed"] == {"rows": 4, "orders": 2, "lines": 0, "sums": {"CNY": "9"}}
    assert FileTally.of_json(TALLY.to_json()) == TALLY


def test_a_missing_cent_row_order_or_line_is_a_difference() -> None:
    short = {**TOLD, "new": {"CNY": D("4.99")}}
    tally = FileTally(FILE, Tally(5, 3, 3, {}), TALLY.held)
    found = reconcile(tally, {**ORDERS, "new": 0}, short, {**ROWS, "merged": 3})
    assert [(each["what"], each["currency"], each["by"]) for each in found["differences"]] == [
        ("rows", None, "1"), ("orders", None, "1"), ("lines", None, "1"), ("sum", "CNY", "0.01"),
    ]  # fmt: skip


def test_values_that_stand_against_the_file_are_told_apart() -> None:
    assert reconcile(TALLY, ORDERS, TOLD, ROWS, {"CNY": D("12.50")})["kept"] == {"CNY": "3.50"}

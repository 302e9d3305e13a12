"""The rules on payments, parcels and returns: each is broken on purpose, on both engines, and must be found."""

from __future__ import annotations

import pytest

from ordertrail.domain.actor import local_owner
from ordertrail.services.context import Context
from ordertrail.services.record_payment import record_payment
from ordertrail.services.request_return import request_return
from ordertrail.services.ship_parcel import ship_parcel
from ordertrail.store.integrity import find_faults
from tests.services.landing import land_template
from tests.store.test_integrity import STRAY, found, run

CLERK = local_owner("test")
ROWS = [f"M-{n},paid,CNY,2026-01-{n + 10} 23:30:00,Ann,Cup,2,50.00" for n in (1, 2)]
LINES = [{"line_no": "1", "quantity": "1"}]


@pytest.fixture
def filled(either_ctx: Context) -> Context:
    """Two orders from a file, the first with a payment, a parcel and a return."""
    land_template(either_ctx, *ROWS)
    record_payment(either_ctx, CLERK, "manual", "M-1", 1, {"amount": "60"})
    ship_parcel(either_ctx, CLERK, "manual", "M-1", 2, {"lines": LINES, "carrier": "SF"})
    request_return(either_ctx, CLERK, "manual", "M-1", 3, {"lines": LINES, "reason": "broken"})
    return either_ctx


def test_a_sound_ledger_is_found_sound(filled: Context) -> None:
    assert find_faults(filled.store) == []


BROKEN = {
    "payments_astray": f"UPDATE payments SET order_id = '{STRAY}'",
    "parcels_astray": f"UPDATE shipments SET order_id = '{STRAY}'",
    "parcel_lines_astray": f"UPDATE shipment_lines SET order_id = '{STRAY}'",
    "returns_astray": f"UPDATE returns SET order_id = '{STRAY}'",
    "return_lines_astray": f"UPDATE return_lines SET order_id = '{STRAY}'",
    "payments_off": "UPDATE orders SET paid = paid + 1 WHERE channel_order_no = 'M-1'",
    "parcels_off": "UPDATE orders SET shipped_quantity = 2 WHERE channel_order_no = 'M-1'",
    "returns_off": "UPDATE orders SET returned_quantity = 1 WHERE channel_order_no = 'M-1'",
}


@pytest.mark.parametrize("code", BROKEN)
def test_what_breaks_a_rule_is_found(filled: Context, code: str) -> None:
    run(filled.store, BROKEN[code])
    assert code in found(filled)


def test_quantities_without_parcels_are_found(filled: Context) -> None:
    run(filled.store, "UPDATE orders SET delivered_quantity = 1 WHERE channel_order_no = 'M-2'")
    fault = found(filled)["parcels_off"]
    assert (fault.count, fault.example) == (1, "manual M-2")

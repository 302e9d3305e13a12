"""Exchange rates: read, set, uploaded, removed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from api.errors import TooLarge
from api.routes.place_orders import Cell
from api.state import Ctx, Who
from ordertrail.domain.errors import DomainError
from ordertrail.domain.money import REFERENCE_RATES_CNY, rate
from ordertrail.domain.rates import MOST_ROWS, rows_of_csv
from ordertrail.i18n import tr
from ordertrail.services.set_rates import remove_rate, set_rates
from ordertrail.store.rates import all_rates

router = APIRouter(prefix="/api/rates")

LARGEST_FILE = 5 * 1024 * 1024


class OneRate(BaseModel):
    """``day`` as 2026-11-24; ``rate`` is units of the base currency for one unit."""

    currency: Cell = ""
    day: Cell = ""
    rate: Cell = ""


class Rates(BaseModel):
    rates: list[OneRate] = Field(max_length=MOST_ROWS)


@router.get("")
def read(ctx: Ctx) -> dict[str, Any]:
    """``{base, rates: [{currency, day, rate, actor}], reference: {currency: rate}}``; rates are text."""
    base = ctx.settings.base_currency
    with ctx.store.read() as connection:
        own = all_rates(connection)
    reference = {code: rate(code, base) for code in REFERENCE_RATES_CNY if code != base}
    return {
        "base": base,
        "rates": [
            {
                "currency": each["currency"],
                "day": each["day"].isoformat(),
                "rate": _digits(each["rate"]),
                "actor": each["actor"],
            }
            for each in own
        ],
        "reference": {code: _digits(value.quantize(Decimal("1E-8"))) for code, value in reference.items() if value},
    }


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@router.put("")
def put(wish: Rates, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Set rates; one of the same currency and day is replaced."""
    return {"set": set_rates(ctx, actor, [each.model_dump() for each in wish.rates])}


@router.post("/file")
async def upload(request: Request, ctx: Ctx, actor: Who) -> dict[str, int]:
    """A CSV file (UTF-8) as the request's body, with the columns currency, date and rate in either language."""
    if int(request.headers.get("content-length") or 0) > LARGEST_FILE:
        raise TooLarge("rates_too_large", limit_mb=LARGEST_FILE // 1024**2)
    try:
        text = (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DomainError("rates_not_utf8") from None
    rows = rows_of_csv(text)
    return {"set": await to_thread.run_sync(set_rates, ctx, actor, rows)}


@router.delete("/{currency}/{day}")
def remove(currency: str, day: date, ctx: Ctx, actor: Who) -> dict[str, int]:
    """Forget a rate; the one before it, else the reference rate, counts again."""
    remove_rate(ctx, actor, currency.upper(), day)
    return {"removed": 1}


@router.get("/file.csv")
def download(ctx: Ctx) -> Response:
    """All own rates in the layout that the upload takes; the reference rates of today where there are none."""
    body = read(ctx)
    today = tr().local(ctx.now()).date().isoformat()
    rows = [(each["currency"], each["day"], each["rate"]) for each in body["rates"]]
    rows = rows or [(code, today, value) for code, value in body["reference"].items()]
    header = (tr().t("rates.currency"), tr().t("rates.day"), tr().t("rates.rate"))
    lines = [",".join(row) for row in (header, *rows)]
    headers = {"Content-Disposition": 'attachment; filename="rates.csv"'}
    return Response("\ufeff" + "\r\n".join(lines) + "\r\n", media_type="text/csv; charset=utf-8", headers=headers)

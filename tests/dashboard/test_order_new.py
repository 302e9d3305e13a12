"""Order entry: the skeleton that its script fills, and the script's arithmetic against the server's."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from dashboard.callbacks.order_new import form_rules
from dashboard.components.order_form import currency_options, line_labels, script_words
from dashboard.ids import OrderNew
from dashboard.pages import order_new as page
from ordertrail.domain.actor import local_owner
from ordertrail.domain.cells import MOST_MONEY, Cells
from ordertrail.domain.entry_goods import MOST_QUANTITY, QUANTITY_DIGITS, line_gross, signs
from ordertrail.domain.money import exponent
from ordertrail.i18n import use_locale
from ordertrail.services.context import Context
from ordertrail.services.set_rates import set_rates
from tests.dashboard.screen import parts

ASSETS = Path(__file__).resolve().parents[2] / "dashboard" / "assets"


@pytest.fixture(autouse=True)
def _english() -> None:
    use_locale("en")


def props(component: Component) -> dict[str, Any]:
    found: dict[str, Any] = component.to_plotly_json()["props"]
    return found


def test_every_field_of_a_wish_has_its_place() -> None:
    names = {props(part).get("data-field") for part in parts(page.layout(x="y"))} - {None}
    assert names == {
        "customer_name", "customer_phone", "customer_email", "country", "region", "city", "address", "postal_code",
        "currency", "surcharge.shipping", "surcharge.packing", "surcharge.insurance", "surcharge.other", "discount",
        "workflow", "stage", "payment_method", "channel_order_no", "placed_at", "promised_at", "note", "company",
        "segment", "priority", "tags", "owner", "promo_code", "return_policy", "billing_address",
    }  # fmt: skip
    assert list(line_labels()) == ["sku", "name", "spec", "quantity", "unit_price", "discount", "tax"]


def test_each_field_has_a_label_and_room_for_its_fault() -> None:
    for part in parts(page.layout()):
        if "data-field" in props(part):
            kinds = [type(child).__name__ for child in part.children if child is not None]
            assert kinds[0] == "Label" and kinds[-1] == "P", props(part)["data-field"]
            assert props(part.children[-1])["hidden"] is True


def test_places_are_offered_in_the_readers_language() -> None:
    def offered(name: str) -> list[str]:
        lists = [part for part in parts(page.layout()) if getattr(part, "id", None) == name]
        return [props(option)["value"] for option in lists[0].children]

    assert {"China", "United States", "Germany"} <= set(offered(OrderNew.COUNTRIES))
    assert len(offered(OrderNew.PROVINCES)) == 34
    use_locale("zh")
    assert {"中国", "美国"} <= set(offered(OrderNew.COUNTRIES))
    assert "广东省" in offered(OrderNew.PROVINCES) and "微信支付" in offered(OrderNew.PAYMENTS)


def test_currencies_tell_their_coins_and_signs() -> None:
    found = {props(option)["value"]: props(option) for option in currency_options()}
    assert next(iter(found)) == "CNY"
    assert (found["JPY"]["data-digits"], found["USD"]["data-digits"]) == ("0", "2")
    assert found["CNY"]["data-signs"] == "¥ 元"
    assert "Japanese Yen" in found["JPY"]["children"]


def test_the_script_is_told_in_the_readers_language() -> None:
    words = json.loads(script_words()["words"])
    assert words["fault_no_decimals"] == "This currency has no decimals."
    assert not [name for name, text in words.items() if text.startswith(("order_new.", "error."))]
    assert {"cn", "china", "中国"} <= set(json.loads(script_words()["home"]))


def test_the_form_begins_with_the_shops_currency_and_the_servers_clock(ctx: Context) -> None:
    rules = form_rules(ctx)
    assert (rules["base"], rules["zone"]) == ("CNY", "Asia/Shanghai")
    assert abs((datetime.fromisoformat(rules["now"]).replace(tzinfo=None) - ctx.now()).total_seconds()) < 60


def test_currencies_of_the_companys_own_rates_are_offered_once(ctx: Context) -> None:
    assert form_rules(ctx)["currencies"] == []
    rates = [("KWD", "2026-01-15"), ("KWD", "2026-02-15"), ("EUR", "2026-01-15")]
    set_rates(ctx, local_owner("web"), [{"currency": code, "day": day, "rate": "8"} for code, day in rates])
    assert form_rules(ctx)["currencies"] == [
        {"code": "KWD", "label": "KWD – Kuwaiti Dinar", "digits": "3", "signs": ""}
    ]


# --- the script's arithmetic -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """A blank page that has loaded the script's numbers."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    profile = tmp_path_factory.mktemp("profile")
    flags = ("headless=new", "no-sandbox", "disable-gpu", "no-first-run", "disable-background-networking")
    for flag in (*flags, "disable-component-update", "disable-sync", "disable-quic", f"user-data-dir={profile}"):
        options.add_argument(f"--{flag}")
    driver = webdriver.Chrome(service=Service(shutil.which("chromedriver") or "chromedriver"), options=options)
    try:
        driver.get("data:text/html,<meta charset=utf-8>")
        driver.execute_script((ASSETS / "order_new_numbers.js").read_text(encoding="utf-8"))
        yield driver
    finally:
        driver.quit()


READ = """
const {read, money, QUANTITY} = window.ordertrail.entryNumbers;
return arguments[0].map(([text, digits, signs]) => {
  const found = read(text, digits === null ? QUANTITY : money(digits, signs));
  const fault = found.fault && [found.fault.code, found.fault.slots];
  return [found.units === null ? null : found.units.toString(), fault];
});
"""
GROSS = """
const {gross, decimal} = window.ordertrail.entryNumbers;
return arguments[0].map(([quantity, price, digits]) => decimal(gross(BigInt(quantity), BigInt(price)), digits));
"""


def typed(chance: random.Random) -> str:
    """Mostly numbers as people write them, partly rubbish."""
    alphabet = chance.choice(["0123456789", "0123456789.,", "０１２３４，．0.5", "12.,-+¥$元 x", "0.\u30001"])
    text = "".join(chance.choice(alphabet) for _ in range(chance.randint(0, 9)))
    number = Decimal(chance.randint(0, 10**18)).scaleb(-chance.randint(0, 5))
    return chance.choice([text, f"{number:f}", f"{number:,f}", f" ¥{number:,.2f}\u00a0", f"{number:.3f}元"])


@pytest.mark.browser
def test_the_script_reads_numbers_as_the_server_does(browser: webdriver.Chrome) -> None:
    chance = random.Random(8064)
    asked = []
    for _ in range(4000):
        currency = chance.choice(["CNY", "JPY", "KWD", "USD", None])
        digits = None if currency is None else exponent(currency)
        asked.append((typed(chance), digits, list(signs(currency or ""))))
    told = browser.execute_script(READ, asked)
    for (text, digits, beside), (units, fault) in zip(asked, told, strict=True):
        cells = Cells()
        if digits is None:
            value = cells.number("x", text, digits=QUANTITY_DIGITS, most=MOST_QUANTITY, positive=True)
        else:
            value = cells.number("x", text, digits=digits, most=MOST_MONEY, beside=tuple(beside))
        places = QUANTITY_DIGITS if digits is None else digits
        problem = cells.problems.get("x")
        assert (None if units is None else Decimal(units).scaleb(-places)) == value, text
        assert fault == (problem and [problem.code, dict(problem.params)]), text


@pytest.mark.browser
def test_the_script_multiplies_as_the_server_does(browser: webdriver.Chrome) -> None:
    chance = random.Random(2026)
    asked = []
    for _ in range(3000):
        currency = chance.choice(["CNY", "JPY", "KWD"])
        most = chance.choice([5, 10**4, 10**16])
        asked.append((chance.randint(1, 10**9), chance.randint(0, most), currency))
    told = browser.execute_script(GROSS, [(str(q), str(p), exponent(currency)) for q, p, currency in asked])
    for (quantity, price, currency), shown in zip(asked, told, strict=True):
        exact = line_gross(Decimal(quantity).scaleb(-3), Decimal(price).scaleb(-exponent(currency)), currency)
        assert Decimal(shown) == exact, (quantity, price, currency)

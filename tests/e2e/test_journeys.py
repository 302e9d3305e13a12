"""What a person does, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from dash.testing.browser import Browser
from dash.testing.wait import until
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from dashboard.ids import Imports, Orders, Overview
from tests.e2e.conftest import Running
from tests.shared_data import SHARED

pytestmark = pytest.mark.browser

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
SHOPIFY = SHARED / "shopify" / "shopify_orders_export_75col_ZAR.pseudonymised.csv"


def number(text: str) -> int:
    """The count in a sentence such as 'Show these orders (1,284)'."""
    found = re.search(r"\d[\d,]*", text)
    assert found, text
    return int(found.group().replace(",", ""))


def text_of(browser: Browser, selector: str) -> str:
    """Text at once; '' where the element is not there or is just being replaced."""
    text: str = browser.driver.execute_script(
        "const e = document.querySelector(arguments[0]); return e ? e.textContent.trim() : ''", selector
    )
    return text


def wait(condition: Callable[[], Any], seconds: float = 60) -> Any:
    return until(condition, timeout=seconds, poll=0.1)


def open_page(browser: Browser, server: Running, path: str) -> None:
    browser.driver.get(server.url + path)


def click(browser: Browser, selector: str) -> None:
    """A click by script: animations and sticky bars are not what is tested."""
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, selector))
    browser.driver.execute_script("document.querySelector(arguments[0]).click()", selector)


def test_from_the_first_start_to_a_moved_order(browser: Browser, server: Running) -> None:
    """First start, demo, figure, its orders, a status change, the Gantt that shows it."""
    open_page(browser, server, "/")
    browser.wait_for_element_by_id(Overview.DEMO_BUTTON)
    click(browser, f"#{Overview.DEMO_BUTTON}")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, ".ot-banner"), 90)

    card = f"#{Overview.KPIS} a[href*='only=late']"
    wait(lambda: server.get("/healthz")["orders"] > 19_000, 90)
    browser.driver.refresh()
    wait(lambda: re.search("[1-9]", text_of(browser, f"{card} .ot-kpi-figure")))
    late = number(text_of(browser, f"{card} .ot-kpi-figure"))
    assert 0 < late < 200
    click(browser, card)
    wait(lambda: text_of(browser, f"#{Orders.COUNT}"))
    wait(lambda: number(text_of(browser, f"#{Orders.COUNT}")) == late, 10)

    open_page(browser, server, "/orders?preset=all&stage=preparing")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, "[data-move][data-to='shipped']"))
    button = browser.driver.find_element(By.CSS_SELECTOR, "[data-move][data-to='shipped']")
    channel, no = button.get_attribute("data-channel"), button.get_attribute("data-no")
    browser.driver.execute_script("arguments[0].click()", button)
    note = browser.wait_for_element("dialog[open] textarea")
    note.send_keys("handed to the courier")
    note.send_keys(Keys.CONTROL, Keys.ENTER)
    click_if(browser, "dialog[open] button[type=submit]")
    wait(lambda: server.get(f"/api/orders/{channel}/{quote(no)}")["order"]["stage"] == "shipped")

    open_page(browser, server, f"/orders/{channel}/{quote(no)}")
    wait(lambda: "handed to the courier" in text_of(browser, "#order-view"))
    assert "Shipped" in text_of(browser, ".ot-order-head")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, ".ot-order-gantt .js-plotly-plot"))
    told = browser.driver.execute_script(
        "return Array.from(document.querySelectorAll('.ot-order-gantt tr')).map(row => row.textContent)"
    )
    shipped = next(row for row in told if row.startswith("Shipped"))
    assert "2026" in shipped or re.search(r"\d\d:\d\d", shipped), told


def click_if(browser: Browser, selector: str) -> None:
    browser.driver.execute_script(
        "const e = document.querySelector(arguments[0]); if (e && !e.disabled) e.click()", selector
    )


def test_a_real_file_is_uploaded_previewed_and_merged(browser: Browser, filled: Running) -> None:
    """A file no one here wrote, where it is at hand; else the sample that documents its layout."""
    path, orders = (SHOPIFY, 50) if SHOPIFY.is_file() else (SAMPLES / "shopify_orders.csv", 3)
    before = filled.get("/healthz")["orders"]
    open_page(browser, filled, "/import")
    browser.wait_for_element_by_id(Imports.FILES)
    browser.driver.find_element(By.ID, "import-file-input").send_keys(str(path))
    wait(lambda: f"Merge {orders} orders" in text_of(browser, f"#{Imports.DETAIL}"))
    assert filled.get("/healthz")["orders"] == before
    click(browser, "[data-import-action='land']")
    wait(lambda: "were merged" in text_of(browser, f"#{Imports.DETAIL}"))
    assert filled.get("/healthz")["orders"] == before + orders
    browser.driver.find_element(By.ID, "import-file-input").send_keys(str(path))
    wait(lambda: "no new or changed orders" in text_of(browser, f"#{Imports.DETAIL}"))


def test_a_file_that_is_none_says_why(browser: Browser, filled: Running, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("dear friend,\nno table here\n", encoding="utf-8")
    open_page(browser, filled, "/import")
    browser.wait_for_element_by_id(Imports.FILES)
    browser.driver.find_element(By.ID, "import-file-input").send_keys(str(path))
    wait(lambda: "letter.csv" in text_of(browser, f"#{Imports.REFUSAL}"))


def test_a_change_in_one_window_shows_in_another(browser: Browser, filled: Running) -> None:
    """The other window is a program; the page must show its edit within a second or so."""
    row = filled.get("/api/orders/rows?preset=all&stage=paid&endRow=1")["rows"][0]
    channel, no = row["channel"], row["channel_order_no"]
    open_page(browser, filled, f"/orders/{channel}/{quote(no)}")
    wait(lambda: "Paid" in text_of(browser, ".ot-order-head"))
    filled.post(f"/api/orders/{channel}/{quote(no)}/stage", {"to_stage": "preparing", "version": row["version"]})
    wait(lambda: "Preparing" in text_of(browser, ".ot-order-head"), 5)


def test_an_order_is_entered_by_keyboard(browser: Browser, filled: Running) -> None:
    open_page(browser, filled, "/orders/new")
    focused = "const e = document.activeElement.closest('[data-field]'); return e ? e.dataset.field : ''"
    wait(lambda: browser.driver.execute_script(focused) == "customer_name")
    browser.driver.switch_to.active_element.send_keys("Ada Lovelace")
    cells = {"name": "Tea pot", "quantity": "2", "unit_price": "12.50"}
    for name, value in cells.items():
        field = browser.driver.find_element(By.CSS_SELECTOR, f"#order-new-lines [data-cell='{name}']")
        field.send_keys(value)
    wait(lambda: "25.00" in text_of(browser, "#order-new-totals"))
    browser.driver.switch_to.active_element.send_keys(Keys.CONTROL, Keys.ENTER)
    wait(lambda: "/orders/manual/M" in browser.driver.current_url)
    wait(lambda: "Ada Lovelace" in text_of(browser, "#order-view"))


def test_a_business_order_is_paid_in_parts_and_shipped_by_its_own_workflow(browser: Browser, filled: Running) -> None:
    """The demo has the workflow; the order is half paid, and its parcel takes the stage along."""
    open_page(browser, filled, "/settings?tab=workflow")
    wait(lambda: any("B2B" in chip.text for chip in browser.driver.find_elements(By.CSS_SELECTOR, ".ot-flow-chip")))
    lines = [{"name": "Desk", "quantity": "2", "unit_price": "100"}]
    filled.post("/api/orders", {"channel_order_no": "B-1", "workflow": "b2b", "customer_name": "Wu", "lines": lines})
    path = "/api/orders/manual/B-1"
    for version, stage in enumerate(("confirmed", "preparing"), start=1):
        filled.post(f"{path}/stage", {"to_stage": stage, "version": version})
    open_page(browser, filled, "/orders/manual/B-1")
    wait(lambda: "Preparing" in text_of(browser, ".ot-order-head"))

    click(browser, "[data-deed='payment']")
    amount = browser.wait_for_element("dialog[open] [name='amount']")
    amount.clear()
    amount.send_keys("50")
    amount.send_keys(Keys.ENTER)
    wait(lambda: filled.get(path)["statuses"]["payment"] == "partly_paid")
    wait(lambda: "partly paid" in text_of(browser, ".ot-order-head"))

    click(browser, "[data-deed='parcel']")
    browser.wait_for_element("dialog[open] [name='tracking_no']").send_keys("SF100", Keys.ENTER)
    wait(lambda: filled.get(path)["statuses"]["fulfilment"] == "shipped")
    order = filled.get(path)["order"]
    assert (order["stage"], order["tracking_no"], order["version"]) == ("shipped", "SF100", 5)
    wait(lambda: "Shipped" in text_of(browser, ".ot-order-head"))


@pytest.mark.parametrize(
    "path", ["/", "/orders?preset=all", "/orders/new", "/customers", "/import", "/settings?tab=workflow", "/nowhere"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_speaks_the_language_and_fits_a_phone(
    browser: Browser, filled: Running, path: str, lang: str
) -> None:
    browser.driver.get(f"{filled.url}/prefs?lang={lang}&next={quote(path)}")
    browser.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    )
    wait(lambda: text_of(browser, "#shell-title"))
    chinese = bool(re.search("[一-鿿]", text_of(browser, "#shell-title")))
    assert chinese == (lang == "zh")
    wide = browser.driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
    if path == "/nowhere":
        browser.driver.get_log("browser")  # its own 404 is meant

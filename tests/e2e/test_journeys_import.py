"""What an analyst does with files that do not simply fit, in a real browser."""

from __future__ import annotations

from pathlib import Path

from dash.testing.browser import Browser
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.e2e.conftest import Running
from tests.e2e.test_journeys import click, open_page, pytestmark, text_of, wait

__all__ = ["pytestmark"]

UNKNOWN = "Bon;Kaufdatum;Käuferin;Ware;Stückzahl;Einzelpreis\n" + "".join(
    f"BON-{n};2026-01-{10 + n} 10:30:00;Ann Sample;Tasse;2;12,50\n" for n in range(5)
)
COLUMNS = {
    "order_no": "Bon", "placed_at": "Kaufdatum", "customer_name": "Käuferin", "item_name": "Ware",
    "item_quantity": "Stückzahl", "item_price": "Einzelpreis",
}  # fmt: skip
HELD = (
    "order_no,status,currency,placed_at,customer_name,product,quantity,unit_price\n"
    "HELD-1,paid,EUR,2026-01-15 10:30:00,Ann Sample,Cup,1,5.00\n"
    "HELD-2,paid,EUR,2026-01-15 10:30:00,Bob Sample,Cup,1,fünf\n"
)


def upload(browser: Browser, server: Running, path: Path) -> None:
    open_page(browser, server, "/import")
    wait(lambda: browser.driver.find_elements(By.ID, "import-file-input"))
    browser.driver.find_element(By.ID, "import-file-input").send_keys(str(path))


def choose(browser: Browser, part: str, name: str, value: str) -> None:
    """A value of the mapping's form, as a person's choice tells it."""
    done = browser.driver.execute_script(
        "const e = document.querySelector(`#mapping [data-part='${arguments[0]}'][data-name='${arguments[1]}']`);"
        "if (!e) return false; e.value = arguments[2]; e.dispatchEvent(new Event('input', {bubbles: true}));"
        "e.dispatchEvent(new Event('change', {bubbles: true})); return e.value === arguments[2];",
        part, name, value,
    )  # fmt: skip
    assert done, (part, name, value)


def land(browser: Browser) -> str:
    """Merge the import that is shown; its id."""
    click(browser, "[data-import-action='land']")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, ".ot-import .ot-state.is-landed"))
    return str(browser.driver.current_url.split("id=")[1])


def test_an_unknown_file_is_mapped_and_its_orders_are_seen(browser: Browser, server: Running, tmp_path: Path) -> None:
    path = tmp_path / "bons.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    upload(browser, server, path)
    click(browser, "a[href^='/import/map?file=']")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, "#mapping [data-part='column']"))
    for target, header in COLUMNS.items():
        choose(browser, "column", target, header)
    assert text_of(browser, ".ot-map-missing.is-bad")
    choose(browser, "layout", "currency", "EUR")
    choose(browser, "layout", "decimal", ",")
    wait(lambda: "BON-0" in text_of(browser, ".ot-map-orders") and "25.00" in text_of(browser, ".ot-map-orders"))
    choose(browser, "name", "en", "Paper receipts")
    click(browser, "[data-mapping-save='import']")
    wait(lambda: "/import?id=" in browser.driver.current_url)
    land(browser)
    open_page(browser, server, "/orders?preset=all&q=BON-3")
    wait(lambda: "BON-3" in text_of(browser, ".ag-center-cols-container, .ag-pinned-left-cols-container"))


def test_a_held_row_is_mended_in_the_grid_replayed_and_undone(
    browser: Browser, server: Running, tmp_path: Path
) -> None:
    path = tmp_path / "held.csv"
    path.write_text(HELD, encoding="utf-8")
    upload(browser, server, path)
    wait(lambda: "/import?id=" in browser.driver.current_url)
    import_id = land(browser)

    open_page(browser, server, f"/import/held?import={import_id}")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, "#held-grid .ag-row:not(.is-waiting) .is-jump"))[
        0
    ].click()
    faulty = wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, "#held-grid .ag-cell.is-fault"))[0]
    ActionChains(browser.driver).double_click(faulty).send_keys("5.00", Keys.ENTER).perform()
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, "#held-grid .ag-cell.is-mended"))
    click(browser, "#held-bar .is-primary")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, "#held-news .is-good"))
    landed = server.get(f"/api/held?import={import_id}&state=replayed")["rows"][0]

    open_page(browser, server, "/orders/manual/HELD-2")
    wait(lambda: "Bob Sample" in text_of(browser, ".ot-order-head"))
    click(browser, "[data-blame='customer_name'] .ot-blame-button")
    wait(lambda: "held.csv" in text_of(browser, ".ot-blame") and "3" in text_of(browser, ".ot-blame"))

    open_page(browser, server, f"/import?id={landed['replay_id']}")
    click(browser, ".ot-import-undo button")
    click(browser, "[data-import-action='undo']")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, ".ot-import .ot-state.is-undone"))
    assert server.get(f"/api/held?import={import_id}")["total"] == 1
    open_page(browser, server, "/orders/manual/HELD-2")
    wait(lambda: browser.driver.find_elements(By.CSS_SELECTOR, ".ot-order-page .ot-empty"))

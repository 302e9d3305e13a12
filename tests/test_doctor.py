"""What doctor finds beside the store: clock, encoding, folder."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ordertrail import doctor
from ordertrail.app import open_context
from ordertrail.doctor import Finding, examine
from ordertrail.i18n import tr
from ordertrail.services.context import Context
from ordertrail.settings import Settings
from tests.services.landing import land_template


def found(settings: Settings, **asked: object) -> dict[str, Finding]:
    return {each.code: each for each in examine(settings, **asked)}  # type: ignore[arg-type]


def test_nothing_is_wrong_with_a_new_folder(tmp_path: Path) -> None:
    findings = found(Settings(data_dir=tmp_path / "new", port=1))
    assert {code for code, each in findings.items() if each.wrong} <= {"port"}
    assert "store_new" in findings and not (tmp_path / "new").exists()


def test_a_clock_that_was_set_back_is_found(either_ctx: Context) -> None:
    land_template(either_ctx, "M-1,paid,CNY,2026-01-15 10:30:00,Ann,Cup,2,50.00")
    assert "clock" in found(either_ctx.settings, ctx=either_ctx)
    with either_ctx.store.engine.begin() as connection:
        ahead = either_ctx.now() + timedelta(days=3)
        connection.execute(text("UPDATE imports SET created_at = CAST(:t AS TIMESTAMP)"), {"t": ahead.isoformat(" ")})
    finding = found(either_ctx.settings, ctx=either_ctx)["clock_back"]
    assert finding.wrong and finding.params["newest"] != finding.params["now"]


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_clock_that_cannot_be_right_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime(year, 1, 1, tzinfo=tz)  # type: ignore[arg-type]

    monkeypatch.setattr(doctor, "datetime", Clock)
    assert found(Settings(data_dir=tmp_path / "new"))["clock_wild"].wrong


def test_an_encoding_that_garbles_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    assert found(settings)["encoding"].good
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "latin-1")
    finding = found(settings)["encoding"]
    assert finding.wrong and "latin-1" in finding.params["found"]


def test_missing_time_zone_data_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "available_timezones", set)
    assert found(Settings(data_dir=tmp_path))["zones"].wrong


def test_a_folder_that_takes_no_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(doctor, "TemporaryFile", full)
    findings = found(Settings(data_dir=tmp_path))
    assert findings["folder"].wrong and "store_new" not in findings


def test_deep_faults_are_findings_with_a_count_and_an_example(either_ctx: Context) -> None:
    land_template(either_ctx, "M-1,paid,USD,2026-01-15 10:30:00,Ann,Cup,2,50.00")
    assert found(either_ctx.settings, ctx=either_ctx, deep=True)["deep"].good
    with either_ctx.store.engine.begin() as connection:
        connection.execute(text("UPDATE orders SET version = 5, base_total = 1"))
    findings = found(either_ctx.settings, ctx=either_ctx, deep=True)
    assert findings["deep_versions_off"].params == {"n": 1, "example": "manual M-1"}
    assert findings["deep_versions_off"].wrong
    assert not findings["deep_base_off"].wrong and not findings["deep_base_off"].good
    assert "deep_versions_off" not in found(either_ctx.settings, ctx=either_ctx)


@pytest.mark.parametrize(
    ("given", "word"), [({"business_timezone": "Europe/Berlin"}, "Asia/Shanghai"), ({"base_currency": "EUR"}, "CNY")]
)
def test_a_sound_store_under_another_setting_is_not_called_damaged(
    tmp_path: Path, given: dict[str, str], word: str
) -> None:
    open_context(Settings(data_dir=tmp_path)).store.close()
    finding = found(Settings(data_dir=tmp_path, **given))["store_refused"]  # type: ignore[arg-type]
    assert finding.wrong
    told = [tr().t(f"cli.{part}.{finding.code}", **finding.params) for part in ("check", "mend")]
    assert word in told[1] and next(iter(given.values())) in told[1]
    assert "备份" not in told[1]


def test_the_address_of_a_server_is_shown_without_its_password(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url="postgresql://ann:hidden-word@127.0.0.1:9/db")
    finding = found(settings)["store_refused"]
    assert "hidden-word" not in str(finding.params) and "127.0.0.1:9" in finding.params["store"]


def test_a_check_does_not_name_itself_as_the_holder(tmp_path: Path) -> None:
    open_context(Settings(data_dir=tmp_path)).store.close()
    assert "holder" not in found(Settings(data_dir=tmp_path))


def test_a_server_names_itself_as_the_holder(ctx: Context) -> None:
    assert found(ctx.settings, ctx=ctx)["holder"].good

"""The grid of held rows. Its script gives it the columns of the file and its rows; here stand its words."""

from __future__ import annotations

import json
from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from dashboard.attributes import aria, data
from dashboard.components.import_card import channel_name
from dashboard.components.order_grid import BLOCK, BLOCKS_KEPT, ROW_HEIGHT
from dashboard.ids import HeldRows
from etl.channels.registry import LAYOUTS
from ordertrail.i18n import catalogue, tr


def held_view() -> Component:
    """Tools, grid and what stands in place of rows."""
    return html.Div(
        [
            html.Div(id=HeldRows.TOOLS, className="ot-held-tools"),
            html.Div(id=HeldRows.NEWS, className="ot-held-news", **aria(live="polite")),
            html.Div([_grid(), html.Div(id=HeldRows.STATE, hidden=True)], className="ot-held-table"),
            html.Div(id=HeldRows.BAR, className="ot-held-bar"),
        ],
        id=HeldRows.VIEW,
        className="ot-held",
        **data(words=json.dumps(words(), ensure_ascii=False)),
    )


def _grid() -> Component:
    return dag.AgGrid(
        id=HeldRows.GRID,
        columnDefs=[],
        rowModelType="infinite",
        getRowId="params.data.id",
        defaultColDef={"resizable": True, "sortable": False, "minWidth": 64, "cellDataType": False},
        dashGridOptions={
            "theme": "themeQuartz",
            "rowHeight": ROW_HEIGHT,
            "headerHeight": ROW_HEIGHT,
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": BLOCKS_KEPT,
            "infiniteInitialRowCount": 1,
            "maxConcurrentDatasourceRequests": 2,
            "blockLoadDebounceMillis": 60,
            "suppressNoRowsOverlay": True,
            "stopEditingWhenCellsLoseFocus": True,
            "enterNavigatesVerticallyAfterEdit": True,
            "undoRedoCellEditing": False,
            "ensureDomOrder": True,
            "tooltipShowDelay": 300,
            "rowSelection": {
                "mode": "multiRow",
                "checkboxes": True,
                "headerCheckbox": False,
                "enableClickSelection": False,
            },
            "selectionColumnDef": {"pinned": "left", "width": 40, "suppressHeaderMenuButton": True},
            "rowClassRules": {"is-waiting": "!params.data"},
        },
        className="ot-order-grid ot-held-grid",
        style={"height": "100%"},
    )


def words() -> dict[str, Any]:
    """All that the script says."""
    t = tr()
    texts = catalogue(t.lang)
    return {
        **{name: texts[f"held.say_{name}"] for name in _names("held.say_")},
        "reasons": {code: t.t(f"held.why_{code}") for code in _names("held.why_")},
        "channels": {code: channel_name(code) for code in sorted({layout.channel for layout in LAYOUTS})},
    }


def _names(prefix: str) -> list[str]:
    return sorted(key.removeprefix(prefix) for key in catalogue(tr().lang) if key.startswith(prefix))

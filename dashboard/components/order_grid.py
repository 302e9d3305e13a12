"""The table of orders. The browser's script feeds it block by block; here stand its columns and words."""

from __future__ import annotations

from typing import Any, Final

import dash_ag_grid as dag
from dash.development.base_component import Component

from dashboard.components.order_columns import (
    CHIPS,
    COLUMNS,
    FILTERS,
    OrderColumn,
    code_labels,
    column_facts,
    column_names,
)
from dashboard.components.order_words import move_label
from dashboard.ids import Orders
from ordertrail.domain.own_words import channel_codes
from ordertrail.domain.workflow_templates import workflows
from ordertrail.i18n import tr
from ordertrail.own_labels import channel_label

ROW_HEIGHT: Final = 36
BLOCK: Final = 100
BLOCKS_KEPT: Final = 5
FIRST_ROWS: Final = 24

# The words of the grid's own parts that are in sight here, under the grid's names for them.
GRID_WORDS: Final = (
    "filterOoo", "applyFilter", "resetFilter", "equals", "notEqual", "lessThan", "greaterThan", "lessThanOrEqual",
    "greaterThanOrEqual", "inRange", "inRangeStart", "inRangeEnd", "contains", "notContains", "startsWith", "endsWith",
    "blank", "notBlank", "before", "after", "dateFormatOoo", "loadingOoo", "ariaFilterColumn", "ariaSortableColumn",
    "ariaFilterValue", "ariaFilterFromValue", "ariaFilterToValue", "ariaFilteringOperator", "ariaLabelColumnFilter",
)  # fmt: skip


def order_grid() -> Component:
    """The table without rows; the script gives it its source, sorting, filters and the reader's columns."""
    t = tr()
    return dag.AgGrid(
        id=Orders.GRID,
        columnDefs=column_definitions(),
        rowModelType="infinite",
        getRowId="params.data.channel + '|' + params.data.channel_order_no",
        defaultColDef={
            "resizable": True,
            "minWidth": 64,
            "cellDataType": False,
            "sortingOrder": ["desc", "asc", None],
            "suppressHeaderMenuButton": True,
        },
        dashGridOptions={
            "theme": "themeQuartz",
            "rowHeight": ROW_HEIGHT,
            "headerHeight": ROW_HEIGHT,
            "cacheBlockSize": BLOCK,
            "maxBlocksInCache": BLOCKS_KEPT,
            "infiniteInitialRowCount": FIRST_ROWS,
            "maxConcurrentDatasourceRequests": 2,
            "blockLoadDebounceMillis": 60,
            "rowBuffer": 8,
            "suppressNoRowsOverlay": True,
            "suppressCellFocus": False,
            "rowSelection": {
                "mode": "multiRow",
                "checkboxes": True,
                "headerCheckbox": False,
                "enableClickSelection": False,
            },
            "selectionColumnDef": {"pinned": "left", "width": 40, "suppressHeaderMenuButton": True},
            "suppressDragLeaveHidesColumns": True,
            "suppressMultiSort": False,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "tooltipShowDelay": 600,
            "tooltipShowMode": "whenTruncated",
            "localeText": {word: t.t(f"grid.{word}") for word in GRID_WORDS},
            "context": words(),
            "rowClassRules": {"is-waiting": "!params.data"},
        },
        className="ot-order-grid",
        style={"height": "100%"},
    )


def column_definitions() -> list[dict[str, Any]]:
    """The columns as the grid takes them."""
    names = column_names()
    return [_definition(column, names[column.id]) for column in COLUMNS]


def _definition(column: OrderColumn, name: str) -> dict[str, Any]:
    field = column.field or column.id
    found: dict[str, Any] = {
        "colId": column.id,
        "field": field,
        "headerName": name,
        "width": column.width + (column.wider if tr().lang != "zh" else 0),
        "sortable": column.sorts,
        "cellClass": f"ot-cell-{column.word or column.id}",
        "hide": not column.shown,
    }
    if column.shape:
        found["cellRenderer"] = column.shape
    else:
        found["tooltipField"] = column.tooltip or field
    if column.pinned:
        found |= {"pinned": column.pinned, "lockPinned": True}
    if column.filter in FILTERS:
        kind, choices = FILTERS[column.filter]
        found |= {
            "filter": kind,
            "filterParams": {
                "filterOptions": list(choices),
                "maxNumConditions": 1,
                "buttons": ["reset", "apply"],
                "closeOnApply": True,
            },
        }
    if column.filter == "number":
        found |= {"headerClass": "ag-right-aligned-header", "cellClass": f"{found['cellClass']} ag-right-aligned-cell"}
    return found


def words() -> dict[str, Any]:
    """What the script and its renderers say, codes -> words of the reader's language."""
    t = tr()
    known = workflows()
    following = {each.code: {code: each.next_move(code) for code in each.codes()} for each in known.all}
    targets = {code for moves in following.values() for code in moves.values() if code}
    return {
        "channels": {code: channel_label(code) for code in channel_codes()},
        "stages": {stage.code: stage.label(t.lang) for stage in known.stages},
        "next": following,
        "unsettled": list(known.codes("hold", "exception")),
        "first": known.all[0].code,
        "moves": {code: move_label(code) for code in sorted(targets)},
        "columns": column_facts(),
        "chips": list(CHIPS),
        "labels": code_labels(),
        "resolve": t.t("orders.resolve"),
        "more_goods": t.t("orders.more_goods"),
        "count": t.t("orders.count"),
        "count_one": t.t("orders.count_one"),
    }

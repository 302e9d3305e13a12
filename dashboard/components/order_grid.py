"""The table of orders. The browser's script feeds it block by block; here stand its columns and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import dash_ag_grid as dag
from dash.development.base_component import Component

from dashboard.ids import Orders
from ordertrail.domain.order import CHANNELS
from ordertrail.domain.workflow import RETAIL, Workflow
from ordertrail.i18n import tr

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

TEXT_FILTER: Final = ("contains", "notContains", "equals", "startsWith", "endsWith", "blank", "notBlank")
NUMBER_FILTER: Final = ("greaterThanOrEqual", "lessThanOrEqual", "equals", "inRange", "blank", "notBlank")
DATE_FILTER: Final = ("equals", "lessThan", "greaterThan", "inRange", "blank", "notBlank")
FILTERS: Final = {
    "text": ("agTextColumnFilter", TEXT_FILTER),
    "number": ("agNumberColumnFilter", NUMBER_FILTER),
    "date": ("agDateColumnFilter", DATE_FILTER),
}


@dataclass(frozen=True)
class OrderColumn:
    """``id`` is the server's name for sorting and filtering, ``field`` the row's part that is shown.

    ``shape`` names the script's renderer, '' for plain text; ``filter`` is text, number, date or ''. ``wider`` is
    what longer words than the Chinese ones need beyond ``width``.
    """

    id: str
    word: str
    width: int
    wider: int = 0
    field: str = ""
    tooltip: str = ""
    shape: str = ""
    filter: str = ""
    sorts: bool = True
    pinned: str = ""


COLUMNS: Final = (
    OrderColumn("channel_order_no", "number", 184, shape="OrderNumber", filter="text", pinned="left"),
    OrderColumn("channel", "channel", 92, shape="OrderChannel"),
    OrderColumn("stage", "stage", 104, wider=52, shape="OrderStage"),
    OrderColumn("customer_name", "customer", 96, filter="text"),
    OrderColumn("customer_phone", "phone", 124, filter="text"),
    OrderColumn("total", "total", 104, filter="number", shape="OrderMoney"),
    OrderColumn("placed_at", "placed", 128, field="placed", tooltip="placed_full", filter="date"),
    OrderColumn("promised_at", "promised", 172, field="promised", shape="OrderPromise", filter="date"),
    OrderColumn("goods", "goods", 220, shape="OrderGoods", sorts=False),
    OrderColumn("place", "place", 128, sorts=False),
    OrderColumn("tracking_no", "tracking", 160, filter="text"),
    OrderColumn("next", "next", 96, wider=40, shape="OrderNext", sorts=False, pinned="right"),
)


def column_names() -> dict[str, str]:
    """The words above the columns, by column id."""
    t = tr()
    return {column.id: t.t(f"orders.column_{column.word}") for column in COLUMNS}


def order_grid(workflow: Workflow = RETAIL) -> Component:
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
            "suppressDragLeaveHidesColumns": True,
            "suppressMultiSort": False,
            "enableCellTextSelection": True,
            "ensureDomOrder": True,
            "tooltipShowDelay": 600,
            "tooltipShowMode": "whenTruncated",
            "localeText": {word: t.t(f"grid.{word}") for word in GRID_WORDS},
            "context": words(workflow),
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
        "cellClass": f"ot-cell-{column.word}",
    }
    if column.shape:
        found["cellRenderer"] = column.shape
    else:
        found["tooltipField"] = column.tooltip or field
    if column.pinned:
        found |= {"pinned": column.pinned, "lockPinned": True}
    if column.filter:
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
        found |= {"headerClass": "ag-right-aligned-header", "cellClass": f"ot-cell-{column.word} ag-right-aligned-cell"}
    return found


def words(workflow: Workflow = RETAIL) -> dict[str, Any]:
    """What the script and its renderers say, codes -> words of the reader's language."""
    t = tr()
    following = {stage.code: workflow.next_move(stage.code) for stage in workflow.stages}
    return {
        "channels": {code: t.t(f"channel.{code}") for code in CHANNELS},
        "stages": {stage.code: t.t(f"stage.{stage.code}") for stage in workflow.stages},
        "next": following,
        "unsettled": list(workflow.codes("hold", "exception")),
        "moves": {code: t.t(f"move.next.{code}") for code in following.values() if code},
        "resolve": t.t("orders.resolve"),
        "more_goods": t.t("orders.more_goods"),
        "count": t.t("orders.count"),
        "count_one": t.t("orders.count_one"),
    }

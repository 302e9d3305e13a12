"""A minimal ODS workbook: content and manifest, written by the book."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

_NAMES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
_NAMES_OF_CALC: Final = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"


def write_ods(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Texts, numbers and moments; None is an empty cell; a text that begins with ``#`` is the error of a formula."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} {_NAMES_OF_CALC} '
        f'office:version="1.3"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", _TYPE)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def _cell(cell: object) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case datetime():
            kind, shown = f'date" office:date-value="{cell.isoformat()}', f"{cell:%d.%m.%y}"
        case int() | float():
            kind, shown = f'float" office:value="{cell}', str(cell)
        case _ if str(cell).startswith("#"):
            return (
                '<table:table-cell table:formula="of:=[.Z99]" office:value-type="string" office:string-value="" '
                'calcext:value-type="error">'
                f"<text:p>{cell}</text:p></table:table-cell>"
            )
        case _:
            kind, shown = "string", escape(str(cell))
    return f'<table:table-cell office:value-type="{kind}"><text:p>{shown}</text:p></table:table-cell>'

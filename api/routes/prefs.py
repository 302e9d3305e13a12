"""The reader's language and theme, kept in cookies."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import RedirectResponse

router = APIRouter()

YEAR = 365 * 24 * 3600


@router.get("/prefs", include_in_schema=False)
def prefs(
    lang: Literal["zh", "en"] | None = None,
    theme: Literal["light", "dark", "auto"] | None = None,
    next: str = "/",
) -> RedirectResponse:
    """Set what is given and go back to ``next``, a path of this server; theme ``auto`` follows the system."""
    answer = RedirectResponse(_own_path(next), status_code=303)
    for name, value in (("ot_lang", lang), ("ot_theme", theme)):
        if value == "auto":
            answer.delete_cookie(name, samesite="lax")
        elif value:
            answer.set_cookie(name, value, max_age=YEAR, samesite="lax")
    return answer


def _own_path(target: str) -> str:
    """``target`` where it is a path here; the first page where it would lead elsewhere."""
    parts = urlsplit(target)
    own = target.startswith("/") and target[1:2] not in ("/", "\\") and not parts.netloc and not parts.scheme
    return target if own and target.isprintable() else "/"

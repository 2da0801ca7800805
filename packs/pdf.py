"""Setting a pack, or a plan or report alone: as HTML, and that HTML as a tagged PDF that a screen reader can read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
PDF_UA = "pdf/ua-1"


class ForeignFile(ValueError):
    """The HTML asked for something that is not ours. It is left out of the PDF."""


def to_html(pack: Any, template: str = "packs/pack.html") -> str:
    """One page that needs nothing but the service's own fonts, so that it can be read from a disk.

    `pack` is a frozen value with everything that the template says: a pack's `Contents`, or a plan or
    a report alone.
    """
    return render_to_string(template, {"pack": pack, "fonts": FONTS.as_uri()})


def to_pdf(html: str) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 -- takes a second, and most requests make no PDF

    with _no_collections():
        document: bytes = HTML(string=html, url_fetcher=_own_files()).write_pdf(pdf_variant=PDF_UA)
    return document


def own_file(url: str) -> Path:
    """The font that a URL names. Raises `ForeignFile` for every other file and every other place."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or path.parent != FONTS.resolve():
        raise ForeignFile("A pack uses the service's own fonts and nothing else.")
    return path


def _own_files() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- as above

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, own_file(url).read_bytes())

    return OwnFiles()


@contextmanager
def _no_collections() -> Iterator[None]:
    """Setting a large pack makes millions of boxes that all live to its end; looking for dead ones costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

"""Setting HTML as a PDF that a screen reader and an archive can read, with nothing fetched but our own typeface."""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from printing import fonts

ARCHIVAL = "pdf/a-3a"  # the engine has no variant that is PDF/UA-1 too: we declare that ourselves
ELSEWHERE = "elsewhere:"  # the scheme of a link to another section, until the sections are joined
ID = re.compile(r"""\bid=["']([^"']+)["']""")
LINK = re.compile(r"""\bhref=(["'])#([^"']+)\1""")
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class ForeignFile(ValueError):
    """The HTML asked for something that is not ours. It is left out of the PDF."""


def set_html(html: str, *, made: dt.datetime | None = None) -> bytes:
    """One document as it stands: the edges of its pages are its own style sheet's affair.

    The same HTML gives the same bytes; `made` is the only date that the file may hold.
    """
    from pikepdf import Pdf  # noqa: PLC0415 -- most requests make no PDF

    from printing.declaring import declare, written  # noqa: PLC0415 -- as above

    with Pdf.open(io.BytesIO(_set(html, _renumber("")))) as pdf:
        declare(pdf, title=title_of(html), language=str(pdf.Root.Lang), made=made)
        return written(pdf)


def set_section(html: str, name: str) -> bytes:
    """One section of a longer document, to be joined with others: its typeface is left out, and its marks are its own.

    `name` keeps the marks of its table cells apart from those of every other section.
    """

    def finish(pdf: Any) -> None:
        _renumber(f"{name}-")(pdf)
        _leave_typeface_out(pdf)

    return _set(with_links_elsewhere(html), finish)


def title_of(html: str) -> str:
    found = TITLE.search(html)
    return unescape(" ".join(found[1].split())) if found else ""


def with_links_elsewhere(html: str) -> str:
    """Links to what is in no section but another, in a form that the engine leaves alone."""
    here = set(ID.findall(html))

    def elsewhere(link: re.Match[str]) -> str:
        return link[0] if link[2] in here else f'href="{ELSEWHERE}{link[2]}"'

    return LINK.sub(elsewhere, html)


def own_file(url: str) -> Path:
    """The font that a URL names. Raises `ForeignFile` for every other file and every other place."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    if parts.scheme != "file" or parts.netloc or path.parent != fonts.FOLDER.resolve():
        raise ForeignFile("A document uses the service's own fonts and nothing else.")
    return path


@contextmanager
def no_collections() -> Iterator[None]:
    """Setting a large pack makes millions of boxes that all live to its end; looking for dead ones costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _set(html: str, finish: Any) -> bytes:
    from weasyprint import HTML  # noqa: PLC0415 -- takes a second, and most requests make no PDF

    sheets = [_sheet(style) for style in STYLE.findall(html)]
    with no_collections(), warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", ResourceWarning
        )  # the engine leaves its colour profile open
        source = HTML(string=STYLE.sub("", html), url_fetcher=_own_files())
        document: bytes = source.write_pdf(
            stylesheets=sheets,
            pdf_variant=ARCHIVAL,
            font_config=_typeface(),
            finisher=lambda _, pdf: finish(pdf),
        )
    return document


@lru_cache(maxsize=8)
def _sheet(style: str) -> Any:
    """A style sheet is the same for all sections of a document, so it is read once in the life of a process."""
    from weasyprint import CSS  # noqa: PLC0415 -- as above

    return CSS(string=style, font_config=_typeface(), url_fetcher=_own_files())


@lru_cache(maxsize=1)
def _typeface() -> Any:
    """The engine's fonts, read once in the life of a process: reading them anew costs more than a short section."""
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 -- as above

    atexit.register(_sheet.cache_clear)  # sheets hold the fonts too
    atexit.register(
        _typeface.cache_clear
    )  # it has files to sweep away, and can do so only before Python ends
    return FontConfiguration()


@lru_cache(maxsize=1)
def _own_files() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415 -- as above

    class OwnFiles(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            return URLFetcherResponse(url, fonts.face(own_file(url).name).truetype)

    return OwnFiles()


def _renumber(prefix: str) -> Any:
    """The engine gives a header that is repeated on two pages one ID; here each gets its own."""

    def finish(pdf: Any) -> None:
        for element in _elements(pdf, "/TH", "/TD"):
            page = element["Pg"].split()[0].decode()
            if "ID" in element:
                element["ID"] = renamed(element["ID"], page)
            if headers := element["A"].get("Headers"):
                headers[:] = [renamed(mark, page) for mark in headers]

    def renamed(mark: Any, page: str) -> Any:
        return type(mark)(f"{prefix}{page}-{mark.string}")

    return finish


def _elements(pdf: Any, *kinds: str) -> Iterator[Any]:
    for found in pdf.objects:
        if isinstance(found, dict) and found.get("S") in kinds and "A" in found:
            yield found


def _leave_typeface_out(pdf: Any) -> None:
    """Every section would carry a part of it; whoever joins them puts the whole in once."""
    for found in pdf.objects:
        if isinstance(found, dict) and _is_ours(found):
            file = pdf.objects[int(found["FontFile2"].split()[0])]
            file.stream, file.extra["Length1"] = [], 0


def _is_ours(descriptor: dict[str, Any]) -> bool:
    family = getattr(descriptor.get("FontFamily"), "string", "")
    return "FontFile2" in descriptor and family == fonts.FAMILY

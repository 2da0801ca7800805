"""Links that change one thing of a page's query and keep the rest: the next page, another order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of a list; without a number it stands for those that are passed over."""

    number: int | None
    href: str = ""
    current: bool = False


def with_query(query: QueryDict, **changes: Any) -> str:
    """The query with some of its values changed; an empty one is taken out."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = str(value)
        if not value:
            del changed[name]
    return f"?{changed.urlencode()}"


def page_links(page: Page, query: QueryDict) -> dict[str, Any]:
    """What the pagination component shows; no links when there is one page."""
    paginator = page.paginator
    if paginator.num_pages == 1:
        return {"links": [], "previous": "", "next": ""}
    shown = paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "links": [_page_link(number, page, query) for number in shown],
        "previous": with_query(query, page=page.number - 1) if page.has_previous() else "",
        "next": with_query(query, page=page.number + 1) if page.has_next() else "",
    }


def _page_link(number: int | str, page: Page, query: QueryDict) -> PageLink:
    if not isinstance(number, int):
        return PageLink(None)
    return PageLink(number, with_query(query, page=number), number == page.number)


def sort_link(field: str, current: str, query: QueryDict) -> dict[str, str]:
    """How a column is sorted now, and the link that sorts by it, or the other way round.

    The link leads to the first page: the row that was on this one is somewhere else now.
    """
    now = {field: "ascending", f"-{field}": "descending"}.get(current, "none")
    wanted = f"-{field}" if now == "ascending" else field
    return {"order": now, "href": with_query(query, sort=wanted, page="")}

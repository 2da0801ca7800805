"""What the rooms below are told of the QA Panel's view: for an area's history, and for the timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.utils import timezone

from accounts.models import User
from feedback.carrying import ItemView, says_views
from qa_panel.marks_presenters import mark_colour, mark_words, tally
from qa_panel.models import PanelView
from reviews.models import Review
from reviews.timeline import Entry, tells


@says_views
def views_of_areas(items: Iterable[Any]) -> dict[int, list[ItemView]]:
    """The issued views of each area, the earliest first; a corrected one says so."""
    found = PanelView.unscoped.filter(item__in=list(items)).order_by("round__number", "pk")
    views = defaultdict(list)
    for view in found.select_related("round", "by", "superseded_by"):
        views[view.item_id].append(_as_told(view))
    return views


@tells
def views_issued(review: Review, user: User) -> Iterator[Entry]:
    """One entry for each time that marks were issued."""
    rows = PanelView.visible_to(user).filter(round__review=review).order_by("pk")
    issues = groupby(
        rows.select_related("round", "by"), key=lambda view: (view.round_id, view.at, view.by_id)
    )
    for _, issued in issues:
        yield _entry(list(issued))


def _as_told(view: PanelView) -> ItemView:
    return ItemView(
        round_number=view.round.number,
        verdict=view.verdict,
        words=mark_words(view.verdict),
        colour=mark_colour(view.verdict),
        note=view.note,
        by=view.recorded_by,
        at=view.at,
        superseded=hasattr(view, "superseded_by"),
    )


def _entry(issued: list[PanelView]) -> Entry:
    first = issued[0]
    done = "corrected" if first.supersedes_id else "issued"
    marks = tally(view.verdict for view in issued)
    return Entry(
        kind="QA Panel’s view",
        title=f"Round {first.round.number}: QA Panel’s view {done}: {marks}",
        on=timezone.localdate(first.at),
        at=first.at,
        by=first.recorded_by,
        href=first.get_absolute_url(),
        why=first.why,
    )

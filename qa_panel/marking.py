"""The areas of the round before as they are marked in this one: what was issued, and what a side drafts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feedback.models import FeedbackItem, areas_before
from qa_panel.models import DraftMark, Mark, PanelView, PanelViewQuerySet
from reviews.models import Round
from reviews.workflow import Side


@dataclass(frozen=True, slots=True)
class AreaToMark:
    """One area with the view that stands, and with the draft of one side unless that is spent.

    `version` is that of the side's draft, spent or not: it only grows.
    """

    item: FeedbackItem
    view: PanelView | None
    draft: DraftMark | None
    version: int

    @property
    def verdict(self) -> str:
        return self._latest.verdict if self._latest else ""

    @property
    def note(self) -> str:
        return self._latest.note if self._latest else ""

    @property
    def is_marked(self) -> bool:
        """Whether it could be issued as it is."""
        return self.verdict == Mark.MET or (self.verdict == Mark.NOT_MET and bool(self.note))

    @property
    def is_new(self) -> bool:
        """Whether the draft says anything that has not been issued."""
        if self.draft is None:
            return False
        issued = (self.view.verdict, self.view.note) if self.view else ("", "")
        return (self.draft.verdict, self.draft.note) != issued

    @property
    def seen(self) -> dict[str, int]:
        """What a page sends back, so that whoever saves over somebody else's work is told."""
        return {"version": self.version, "supersedes": self.view.pk if self.view else 0}

    @property
    def _latest(self) -> DraftMark | PanelView | None:
        return self.draft or self.view


def areas_to_mark(qa_round: Round, side: Side) -> list[AreaToMark]:
    """Every area of the round before, in the order of its letter."""
    views = {view.item_id: view for view in standing_views(qa_round)}
    drafts = {
        draft.item_id: draft
        for draft in DraftMark.unscoped.filter(round=qa_round, side=side).select_related("by")
    }
    return [_area(item, views.get(item.pk), drafts.get(item.pk)) for item in areas_before(qa_round)]


def standing_views(qa_round: Round) -> PanelViewQuerySet:
    return PanelView.unscoped.standing().filter(round=qa_round).select_related("by")


def edition(areas: Iterable[AreaToMark]) -> int:
    """A number that grows with every draft that is saved, and changes with every view that is issued."""
    return sum(area.version + area.seen["supersedes"] for area in areas)


def unmarked_areas(qa_round: Round) -> int:
    """How many areas of the round before have no view that was issued in this one."""
    seen = PanelView.unscoped.filter(round=qa_round).values("item")
    return areas_before(qa_round).exclude(pk__in=seen).count()


def _area(item: FeedbackItem, view: PanelView | None, draft: DraftMark | None) -> AreaToMark:
    version = draft.version if draft else 0
    spent = draft is not None and draft.supersedes_id != (view.pk if view else None)
    return AreaToMark(item, view, None if spent else draft, version)

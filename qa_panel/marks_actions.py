"""What happens to the marks of a resubmission: each function is one thing that happened, with its event."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from access.verdict import Refused
from access.versions import CHANGED_SINCE, claimed, written
from accounts.models import User
from audit.record import record
from feedback.models import FeedbackItem, areas_before
from notices.actions import tell
from notices.models import NoticeKind, people_of_csp
from qa_panel.marking import AreaToMark, areas_to_mark, edition, standing_views
from qa_panel.marks_policies import may_be_issued, may_consider
from qa_panel.models import DraftMark, Mark, PanelView
from reviews.models import Round
from reviews.policies import side_of
from reviews.workflow import Side

LOOK_AGAIN = (
    "Somebody else has saved or issued a mark since you opened this page. "
    "Look at the list again, then issue."
)
OTHER_AREAS = "Only the areas of the round before can be marked."


@transaction.atomic
def save_mark(
    qa_round: Round,
    item: FeedbackItem,
    *,
    verdict: str,
    note: str,
    version: int,
    supersedes: int,
    by: User,
) -> DraftMark:
    """Keep how an area is marked so far, half done or whole, as a draft of the person's own side.

    `version` is that of the draft and `supersedes` the view that the person had before them, or 0.
    """
    qa_round = Round.unscoped.holding(qa_round.pk)
    may_consider(by, qa_round).require()
    if not areas_before(qa_round).filter(pk=item.pk).exists():
        raise Refused(OTHER_AREAS)
    view = standing_views(qa_round).filter(item=item).first()
    if supersedes != (view.pk if view else 0):
        raise Refused(CHANGED_SINCE)
    draft, _ = DraftMark.unscoped.get_or_create(
        round=qa_round, item=item, side=side_of(by, qa_round.review), defaults={"by": by}
    )
    fresh = claimed(draft, version)
    changes = written(fresh, {"verdict": verdict, "note": note.strip(), "supersedes": view})
    fresh.by, fresh.at = by, timezone.now()
    fresh.save()
    record("qa_panel.mark_saved", fresh, by=by, item=item.pk, **changes)
    return fresh


@transaction.atomic
def issue_marks(qa_round: Round, *, seen: int, why: str = "", by: User) -> list[PanelView]:
    """Let both sides read the marks: all of them, or later those that differ from what was issued.

    `seen` is the `edition` that was checked. `why` says why views that stood are corrected.
    """
    qa_round = Round.unscoped.holding(qa_round.pk)
    may_consider(by, qa_round).require()
    areas = areas_to_mark(qa_round, side_of(by, qa_round.review))
    if edition(areas) != seen:
        raise Refused(LOOK_AGAIN)
    may_be_issued(areas).require()
    new = [area for area in areas if area.is_new]
    if any(area.view for area in new) and not why.strip():
        raise Refused("Enter a reason.")
    views = _issued(qa_round, new, why=why.strip(), by=by)
    review = qa_round.review
    people, href = people_of_csp(review), views[0].get_absolute_url()
    tell(people, NoticeKind.MARKED, review=review, href=href, by=by)
    record("qa_panel.marks_issued", qa_round, by=by, **_by_verdict(views))
    return views


def _issued(qa_round: Round, areas: list[AreaToMark], *, why: str, by: User) -> list[PanelView]:
    """The rows of one issue, which all bear the same time."""
    at, theirs = timezone.now(), side_of(by, qa_round.review) is Side.HOME_OFFICE
    return PanelView.unscoped.bulk_create(
        PanelView(
            round=qa_round,
            item=area.item,
            verdict=area.verdict,
            note=area.note,
            supersedes=area.view,
            why=why if area.view else "",
            by=by,
            on_behalf_of="" if theirs else Side.HOME_OFFICE,
            at=at,
        )
        for area in areas
    )


def _by_verdict(views: list[PanelView]) -> dict[str, list[int]]:
    return {mark.value: [view.item_id for view in views if view.verdict == mark] for mark in Mark}

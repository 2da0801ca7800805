"""The words in which the QA Panel's view is drafted, issued and read, and its lines on the review's page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from documents.models import Submission
from feedback.carrying import ItemView, views_of
from feedback.models import FeedbackItem, SubmittedAnswer
from feedback.presenters import Answer, answer_words
from govuk.words import count, day_time, shortened
from qa_panel.marking import AreaToMark, areas_to_mark
from qa_panel.marks_policies import may_be_issued, may_consider
from qa_panel.models import Mark, PanelView
from reviews.models import Review, Round
from reviews.policies import side_of
from reviews.sections import Section, section
from reviews.workflow import Side

MARK_COLOURS = {Mark.MET: "green", Mark.NOT_MET: "orange"}
NOT_MARKED = "Not marked yet"
CAME_BY_EMAIL = (
    "This resubmission was recorded without its answers, as when it came by e-mail. "
    "Compare the documents that came with it."
)


def mark_words(verdict: str) -> str:
    return str(Mark(verdict).label) if verdict else NOT_MARKED


def mark_colour(verdict: str) -> str:
    return MARK_COLOURS[Mark(verdict)] if verdict else "grey"


def tally(verdicts: Iterable[str]) -> str:
    """For example "4 met, 1 not met"."""
    found = Counter(verdicts)
    return ", ".join(f"{found[mark]} {mark.label.lower()}" for mark in Mark if found[mark])


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One area in the lists of those who mark."""

    area: AreaToMark
    href: str
    first_words: str
    words: str
    colour: str
    state: str
    answer: str

    @classmethod
    def of(cls, area: AreaToMark, qa_round: Round, answer_kind: str = "") -> MarkRow:
        return cls(
            area=area,
            href=mark_url(qa_round, area),
            first_words=shortened(area.item.text),
            words=mark_words(area.verdict),
            colour=mark_colour(area.verdict),
            state=_state(area),
            answer=answer_words(answer_kind) if answer_kind else "",
        )


def _state(area: AreaToMark) -> str:
    """How far a mark has come, in a few words; of one that is not there, nothing."""
    if area.verdict and not area.is_marked:
        return "Needs a note"
    if area.is_new:
        return "Draft"
    return "Issued" if area.view else ""


def overview(
    qa_round: Round, areas: list[AreaToMark], user: User, *, unmarked: bool
) -> dict[str, Any]:
    """Everything that the list of the revisions to consider shows; `unmarked` narrows it."""
    left = [area for area in areas if not area.is_marked]
    answers = submitted_answers(last_submission(qa_round, user), user)
    kinds = dict(answers.values_list("revision__item", "revision__kind"))
    return {
        "rows": [
            MarkRow.of(area, qa_round, kinds.get(area.item.pk, ""))
            for area in (left if unmarked else areas)
        ],
        "total": len(areas),
        "done": len(areas) - len(left),
        "left": len(left),
        "narrowed": unmarked,
        "next": (left[0].item.number, mark_url(qa_round, left[0])) if left else None,
        "to_issue": sum(area.is_new for area in areas),
        "may_be_issued": may_be_issued(areas),
        "no_answers": "" if kinds else CAME_BY_EMAIL,
    }


def mark_page(
    qa_round: Round, areas: list[AreaToMark], area: AreaToMark, user: User
) -> dict[str, Any]:
    """Everything that somebody reads before they mark an area."""
    submission = last_submission(qa_round, user)
    answers = submitted_answers(submission, user).filter(revision__item=area.item)
    answer = answers.select_related("revision__by").first()
    at = areas.index(area)
    return {
        "area": area,
        "item": area.item,
        "submission": submission,
        "answer": Answer.of(answer.revision) if answer else None,
        "no_answer": "" if answer else CAME_BY_EMAIL,
        "earlier": earlier_views(area.item, user),
        "total": len(areas),
        "previous": _neighbour(qa_round, areas[:at][-1:]),
        "next": _neighbour(qa_round, areas[at + 1 :][:1]),
    }


def issue_page(qa_round: Round, areas: list[AreaToMark]) -> dict[str, Any]:
    """Everything that is read before the marks are issued."""
    new = [area for area in areas if area.is_new]
    return {
        "rows": [MarkRow.of(area, qa_round) for area in areas],
        "left": [MarkRow.of(area, qa_round) for area in areas if not area.is_marked],
        "may_be_issued": may_be_issued(areas),
        "to_issue": len(new),
    }


def saved_rows(area: AreaToMark) -> list[tuple[str, str]]:
    """A mark as it is saved now, for whoever was told that somebody else saved first."""
    saved = area.draft or area.view
    rows = [("Mark", mark_words(area.verdict)), ("Note", area.note)]
    if saved:
        rows.append(("Saved", f"{day_time(saved.at)}, {saved.by.name}"))
    return [(label, words) for label, words in rows if words]


def last_submission(qa_round: Round, user: User) -> Submission | None:
    """What counts is what was submitted for this round the last time."""
    return Submission.visible_to(user).filter(round=qa_round).last()


def submitted_answers(submission: Submission | None, user: User) -> Any:
    """The answers as they were submitted."""
    return SubmittedAnswer.visible_to(user).filter(submission=submission)


def earlier_views(item: FeedbackItem, user: User) -> list[ItemView]:
    """What the QA Panel said of this area before, in this round and in earlier ones."""
    items = FeedbackItem.visible_to(user).in_all_rounds(item)
    return [view for views in views_of(items).values() for view in views]


@dataclass(frozen=True, slots=True)
class ViewRow:
    """An area as the QA Panel sees it, with the views that this one corrected, the newest first."""

    view: PanelView
    words: str
    colour: str
    corrected: list[PanelView]


def views_page(qa_round: Round, user: User) -> dict[str, Any]:
    """Everything that the page of the QA Panel's view shows."""
    found = PanelView.visible_to(user).filter(round=qa_round).order_by("item__number", "-pk")
    by_area = defaultdict(list)
    for view in found.select_related("item", "by"):
        by_area[view.item_id].append(view)
    rows = [
        ViewRow(views[0], mark_words(views[0].verdict), mark_colour(views[0].verdict), views[1:])
        for views in by_area.values()
    ]
    return {
        "rows": rows,
        "tally": tally(row.view.verdict for row in rows),
        "may_consider": may_consider(user, qa_round),
    }


def mark_url(qa_round: Round, area: AreaToMark) -> str:
    return reverse("qa_panel:mark", args=[qa_round.pk, area.item.number])


def _neighbour(qa_round: Round, areas: list[AreaToMark]) -> tuple[int, str] | None:
    return (areas[0].item.number, mark_url(qa_round, areas[0])) if areas else None


@section(place=8)
def revisions_to_consider(review: Review, qa_round: Round, user: User) -> Section | None:
    """How far the marks have come, for the side that may mark."""
    if qa_round.number == 1 or not may_consider(user, qa_round):
        return None
    side = side_of(user, review)
    areas = areas_to_mark(qa_round, side)
    left = [area for area in areas if not area.is_marked]
    new = sum(area.is_new for area in areas)
    if not left and not new:
        return None
    href = reverse("qa_panel:consider", args=[qa_round.pk])
    summary = f"{len(areas) - len(left)} of {len(areas)} marked"
    if any(area.view for area in areas):
        summary = f"{count(new, 'change,changes')} not issued yet"
    if side is not Side.HOME_OFFICE:
        return Section("Record the QA Panel’s view for the Home Office", href, summary)
    return Section("Revisions to consider", href, summary, _next_mark(qa_round, left, new))


def _next_mark(qa_round: Round, left: list[AreaToMark], new: int) -> tuple[str, str]:
    if left:
        return f"Consider the revision of area {left[0].item.number}", mark_url(qa_round, left[0])
    return f"Check and issue {count(new, 'mark,marks')}", reverse(
        "qa_panel:issue", args=[qa_round.pk]
    )


@section(place=9)
def panel_view(review: Review, qa_round: Round, user: User) -> Section | None:
    """What the QA Panel thought of the answers, for both sides."""
    views = PanelView.visible_to(user).standing().filter(round=qa_round)
    words = tally(views.values_list("verdict", flat=True))
    if not words:
        return None
    return Section("QA Panel’s view", reverse("qa_panel:views", args=[qa_round.pk]), words)

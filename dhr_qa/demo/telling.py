"""How the story of one review is told: step by step, through the actions that a person would take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from actionplans import actions as plans
from actionplans.models import Action
from dhr_qa.demo.answers import Said, Thread
from dhr_qa.demo.evidence import file
from dhr_qa.demo.people import Cast
from dhr_qa.demo.plans import Act, Rec
from feedback import actions as feedback
from feedback import drafts
from feedback import letter_actions as letters
from feedback.drafts import Outcome
from feedback.models import FeedbackItem, FeedbackLetter, Theme
from feedback.paragraphs import read_paragraphs
from packs import actions as packs
from packs.contents import assemble
from packs.pdf import to_html, to_pdf
from reviews import actions as reviews
from reviews.files import ExaminedFile
from reviews.models import Round
from reviews.workflow import Move


def ago(days: int) -> dt.date:
    """A working day, that many days back or a little more; days still to come if negative."""
    day = timezone.localdate() - dt.timedelta(days=days)
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


class Telling:
    """One review as it is told, by the manager of its partnership unless somebody else is named."""

    def __init__(self, cast: Cast, where: Organisation, *, by: User, **details: Any) -> None:
        self.cast, self.manager = cast, by
        self.review = reviews.open_review(where, by=by, **details)

    @property
    def round(self) -> Round:
        return Round.unscoped.select_related("review").filter(review=self.review).latest("number")

    @property
    def areas(self) -> dict[int, FeedbackItem]:
        items = FeedbackItem.unscoped.in_round(self.round).select_related("letter__round__review")
        return {item.number: item for item in items}

    def moved(self, move: Move, days: int, note: str = "", by: User | None = None) -> None:
        reviews.make_move(self.round, move, on=ago(days), note=note, by=by or self.manager)

    def submitted(self, days: int) -> None:
        self.moved(Move.SUBMIT, days)

    def listed(self, days: int) -> None:
        self.moved(Move.LIST, days, by=self.cast.quinn)

    def considered(self, days: int) -> None:
        self.moved(Move.CONSIDER, days, by=self.cast.quinn)

    def brought_in(self, data: bytes, examined: ExaminedFile | None = None) -> FeedbackLetter:
        """The letter as the reader reads it; `examined` when it came as a file."""
        text = read_paragraphs(data, examined.name if examined else "")
        return letters.keep_letter(
            self.round, reading=drafts.reading_of(text), file=examined, by=self.manager
        )

    def confirmed(self, letter: FeedbackLetter, outcome: Outcome) -> None:
        """Confirm what was read; an outcome that the reader left open is chosen first."""
        draft = drafts.from_json(letter.draft)
        if not draft.outcome:
            chosen = replace(draft, outcome=outcome)
            letters.save_draft(letter, chosen, version=letter.draft_version, by=self.manager)
        letters.confirm_letter(letter, version=letter.draft_version, by=self.manager)

    def answered(self, threads: Mapping[int, Thread]) -> None:
        areas = self.areas
        for number, thread in threads.items():
            self._thread(areas[number], thread)

    def rethemed(self, number: int, *slugs: str) -> None:
        themes = Theme.objects.filter(slug__in=slugs)
        feedback.set_themes(self.areas[number], themes, by=self.manager)

    def planned(self, recs: tuple[Rec, ...]) -> None:
        areas = self.areas
        for number, rec in enumerate(recs, start=1):
            recommendation = plans.add_recommendation(
                self.review,
                number=str(number),
                text=rec.text,
                scope=rec.scope,
                level=rec.level,
                agencies=rec.agencies,
                by=self.manager,
            )
            for act in rec.acts:
                items = [areas[area] for area in act.areas]
                action = plans.add_action(
                    recommendation, items=items, by=self.manager, **_columns(act)
                )
                self._gone_on(action, act, items)

    def packed(self) -> None:
        """Make the round's pack and keep it, as its page does."""
        contents = assemble(self.round, at=timezone.now(), by=self.manager)
        pdf = to_pdf(to_html(contents))
        packs.keep_pack(self.round, pdf=pdf, contents=contents, by=self.manager)

    def _thread(self, item: FeedbackItem, thread: Thread) -> None:
        for who in thread.assigned:
            feedback.assign_item(item, to=self._person(who), by=self.manager)
        for who, text in thread.discussed:
            feedback.comment_on_item(item, text=text, by=self._person(who))
        latest = None
        for said in thread.revisions:
            latest = self._revision(item, said, supersedes=latest)

    def _revision(self, item: FeedbackItem, said: Said, *, supersedes: int | None) -> int:
        revision = feedback.record_revision(
            item,
            kind=said.kind,
            supersedes=supersedes,
            reason=said.reason,
            where=said.where,
            summary=said.summary,
            before=said.before,
            after=said.after,
            evidence=[file(name) for name in said.evidence],
            by=self._person(said.by),
        )
        return revision.pk

    def _gone_on(self, action: Action, act: Act, items: list[FeedbackItem]) -> None:
        for told in act.told:
            plans.add_update(
                action,
                dated=ago(told.ago),
                text=told.text,
                rating=told.rating,
                reason=told.reason,
                evidence=[file(name) for name in told.evidence],
                by=self.manager,
            )
        if act.done:
            plans.edit_action(
                action,
                version=action.version,
                recommendation=action.recommendation,
                items=items,
                completed_on=ago(act.done.ago),
                outcome=act.done.outcome,
                by=self.manager,
            )

    def _person(self, key: str) -> User:
        return self.manager if key == "manager" else getattr(self.cast, key)


def _columns(act: Act) -> dict[str, Any]:
    return {
        "text": act.text,
        "lead_agency": act.lead,
        "milestones": act.milestones,
        "target_date": None if act.target is None else ago(-act.target),
        "target_date_text": act.target_text,
    }

"""How the story of one review is told: step by step, through the actions that a person would take."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from django.utils import timezone

from accounts.models import Organisation, User
from actionplans import actions as plans
from actionplans import keeping_actions as keeping
from actionplans.models import Action, EndKind, Legend
from agencies import actions as agencies
from dhr_qa.demo.answers import Said, Thread
from dhr_qa.demo.evidence import file, letter_file
from dhr_qa.demo.letters import CHANGES, PUBLISH, RESUBMIT, LetterWords, Sending, as_docx, as_text
from dhr_qa.demo.panels import Member
from dhr_qa.demo.papers import Paper
from dhr_qa.demo.people import Cast
from dhr_qa.demo.plans import Act, Ended, Heard, Rec
from documents import actions as documents
from documents.covering import covered, fingerprint
from documents.models import Capacity, Document
from feedback import actions as feedback
from feedback import drafts
from feedback import letter_actions as letters
from feedback.apart import read_paragraphs
from feedback.drafts import Outcome
from feedback.models import FeedbackItem, FeedbackLetter, Theme
from packs import actions as packs
from packs.making import make_resubmission
from packs.models import PackKind
from publication import actions as publication
from publication.models import Duty
from qa_panel import actions as qa_panel
from qa_panel import marks_actions as marks
from qa_panel.marking import areas_to_mark, edition
from qa_panel.models import Mark
from reviews import actions as reviews
from reviews.files import ExaminedFile
from reviews.models import DutyKind, PersonRole, Review, Round, StageChange
from reviews.workflow import Move, PanelMode, Side

OUTCOMES = {
    PUBLISH: Outcome.PUBLISH,
    CHANGES: Outcome.PUBLISH_AFTER_CHANGES,
    RESUBMIT: Outcome.RESUBMIT,
}
WHAT_WAS_SENT = "By e-mail: the overview report, the executive summary and the action plan."


def ago(days: int) -> dt.date:
    """A working day, that many days back or a little more; days still to come if negative."""
    day = timezone.localdate() - dt.timedelta(days=days)
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def next_month(week: int, weekday: int = 2) -> dt.date:
    """A working day of next month, for a QA Panel that is still to come: by week, and by weekday."""
    first = (timezone.localdate().replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


class Telling:
    """One review as it is told, by the manager of its partnership unless somebody else is named."""

    def __init__(self, cast: Cast, review: Review, *, by: User) -> None:
        self.cast, self.review, self.manager = cast, review, by

    @classmethod
    def opened(cls, cast: Cast, where: Organisation, *, by: User, **details: Any) -> Self:
        return cls(cast, reviews.open_review(where, by=by, **details), by=by)

    @classmethod
    def received(
        cls, cast: Cast, review: Review, days: int, papers: Iterable[Paper], note: str
    ) -> Self:
        """A review that came by e-mail; `review` holds its details, and is not kept itself."""
        names = ("kind", "name", "reference", "chair_name", "author_name", "died_on")
        submission = documents.receive_review(
            review.organisation,
            received=[(paper.kind, paper.file) for paper in papers],
            on=ago(days),
            note=note,
            by=cast.quinn,
            **{name: getattr(review, name) for name in names},
        )
        return cls(cast, submission.round.review, by=cast.quinn)

    @property
    def round(self) -> Round:
        return Round.unscoped.select_related("review").filter(review=self.review).latest("number")

    @property
    def areas(self) -> dict[int, FeedbackItem]:
        items = FeedbackItem.unscoped.in_round(self.round).select_related("letter__round__review")
        return {item.number: item for item in items}

    def moved(self, move: Move, days: int, note: str = "", by: User | None = None) -> None:
        reviews.make_move(self.round, move, on=ago(days), note=note, by=by or self.manager)

    def sent_before(self, days: int, what: str = WHAT_WAS_SENT) -> None:
        """It was sent before it was kept here."""
        self.moved(Move.SENT_BEFORE, days, what)

    def wrote(self, days: int, *papers: Paper, what_changed: str = "") -> None:
        """Each paper is kept as a document, or as the next version of the one that there is."""
        there = {(d.kind, d.title): d for d in Document.unscoped.filter(review=self.review)}
        told: dict[str, Any] = {"dated": ago(days), "by": self.author}
        for paper in papers:
            if known := there.get((paper.kind, paper.title)):
                documents.add_version(known, paper.file, what_changed=what_changed, **told)
            else:
                kind, title = paper.kind, paper.title
                documents.add_document(self.review, paper.file, kind=kind, title=title, **told)

    def signed(self, days: int, *capacities: Capacity) -> None:
        names = {Capacity.CHAIR: self.review.chair_shown, Capacity.CSP: self.manager.name}
        for capacity in capacities:
            documents.sign_off(
                self.round,
                capacity=capacity,
                name=names[capacity],
                signed_on=ago(days),
                seen=fingerprint(covered(self.round)),
                by=self.author if capacity == Capacity.CHAIR else self.manager,
            )

    def submitted(self, days: int, note: str = "") -> None:
        """Signed off by both and handed over, the first time or again."""
        self.signed(days + 2, *Capacity)
        documents.submit_round(
            self.round,
            anonymised=True,
            on=ago(days),
            seen=fingerprint(covered(self.round)),
            note=note,
            by=self.manager,
        )

    def taken(self) -> None:
        qa_panel.take(self.round, by=self.cast.quinn)

    def listed(self, days: int, panel: dt.date, mode: PanelMode = PanelMode.MEETING) -> None:
        reviews.make_move(
            self.round,
            Move.LIST,
            on=ago(days),
            panel_on=panel,
            panel_mode=mode,
            by=self.cast.quinn,
        )

    def considered(self, days: int) -> None:
        qa_panel.record_considered([self.round], on=ago(days), by=self.cast.quinn)

    def marked(self, verdicts: Mapping[int, tuple[Mark, str]]) -> None:
        """The secretariat's draft of how areas of the round before are marked, by their numbers."""
        for area in areas_to_mark(self.round, Side.HOME_OFFICE):
            if area.item.number in verdicts:
                verdict, note = verdicts[area.item.number]
                told: dict[str, Any] = {"verdict": verdict, "note": note, **area.seen}
                marks.save_mark(self.round, area.item, by=self.cast.quinn, **told)

    def issued(self) -> None:
        seen = edition(areas_to_mark(self.round, Side.HOME_OFFICE))
        marks.issue_marks(self.round, seen=seen, by=self.cast.quinn)

    def corrected(self, days: int, why: str) -> None:
        """The day of the latest step is put right by the Home Office, which recorded it."""
        step = StageChange.unscoped.filter(round=self.round).standing().reverse()[0]
        reviews.correct_step(step, on=ago(days), note=step.note, why=why, by=self.cast.quinn)

    def did(self, kind: DutyKind, days: int, **details: str) -> None:
        """A closing duty is recorded as done, by the manager."""
        duty = Duty.unscoped.of_review(self.review.pk).standing().get(kind=kind)
        told: dict[str, Any] = {"done_on": ago(days), "who": self.manager.name, **details}
        publication.record_duty_done(duty, supersedes=None, by=self.manager, **told)

    def seated(self, members: Iterable[Member]) -> None:
        """Who sits on the local review panel, and who speaks for the CSP."""
        for member in members:
            role = PersonRole.PANEL if member.capacity else PersonRole.CONTACT
            reviews.add_person_to_review(self.review, role=role, by=self.manager, **member.details)

    def sending(self, sent: int, panel: int) -> Sending:
        """Whom the letter of this round goes to, and its days, counted back from today."""
        review = self.review
        return Sending(
            review=review.name,
            kind=review.get_kind_display(),
            csp=review.organisation.name,
            to=self.manager.name,
            role="Domestic Abuse Partnership Manager",
            address=("Market Hall", review.organisation.name.split()[0]),
            sent=ago(sent),
            panel=ago(panel),
            again=self.round.number > 1,
        )

    def brought_in(
        self, data: bytes, examined: ExaminedFile | None = None, by: User | None = None
    ) -> FeedbackLetter:
        """The letter as the reader reads it; `examined` when it came as a file."""
        text = read_paragraphs(data)
        return letters.keep_letter(
            self.round, reading=drafts.reading_of(text), file=examined, by=by or self.manager
        )

    def confirmed(self, letter: FeedbackLetter, outcome: Outcome) -> None:
        """Confirm what was read; an outcome that the reader left open is chosen first."""
        draft = drafts.from_json(letter.draft)
        if not draft.outcome:
            chosen = replace(draft, outcome=outcome)
            letters.save_draft(letter, chosen, version=letter.draft_version, by=letter.by)
        letters.confirm_letter(letter, version=letter.draft_version, by=letter.by)

    def letter_came(
        self,
        words: LetterWords,
        *,
        sent: int,
        panel: int,
        as_file: bool = False,
        to: str = "",
        by: User | None = None,
    ) -> None:
        """The letter comes, is read and is confirmed; its days are counted back from today."""
        sending = replace(self.sending(sent, panel), to=to or self.manager.name)
        examined = None
        data = as_text(words, sending).encode()
        if as_file:
            data = as_docx(words, sending)
            examined = letter_file(data, "Feedback letter.docx")
        letter = self.brought_in(data, examined, by=by)
        self.confirmed(letter, OUTCOMES.get(words.outcome, Outcome.OTHER))

    def answered(self, threads: Mapping[int, Thread]) -> None:
        areas = self.areas
        for number, thread in threads.items():
            self._thread(areas[number], thread)

    def rethemed(self, number: int, *slugs: str) -> None:
        themes = Theme.objects.filter(slug__in=slugs)
        feedback.set_themes(self.areas[number], themes, by=self.manager)

    def rated_in_words(self, **words: Any) -> None:
        """The partnership says what the ratings mean there."""
        where = self.review.organisation
        version = Legend.of(where.pk).version
        keeping.edit_legend(where, version=version, by=self.manager, **words)

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

    def heard(self, heard: Heard) -> None:
        """An agency was asked, and its contact has answered; the link stays open for a month."""
        link = agencies.ask_agency(
            self.review,
            agency=heard.agency,
            contact=heard.contact,
            email=heard.email,
            message=heard.asked,
            last_day=ago(-30),
            by=self.manager,
        )
        agencies.answer(
            link,
            action=link.actions.get(text=heard.action),
            name=heard.contact,
            dated=ago(heard.ago),
            text=heard.text,
            completed=heard.completed,
            evidence=[file(name) for name in heard.evidence],
            by=link,
        )

    def packed(self) -> None:
        """Make the round's pack and keep it, as its page does."""
        made = make_resubmission(self.round, self.manager)
        packs.keep_pack(self.round, kind=PackKind.RESUBMISSION, made=made, by=self.manager)

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
        for look in act.looks:
            plans.add_update(
                Action.unscoped.get(pk=action.pk),
                dated=ago(look.ago),
                text=look.text,
                in_place=look.in_place,
                by=self.manager,
            )
        for ended in act.ended:
            self._ended(Action.unscoped.get(pk=action.pk), ended)

    def _ended(self, action: Action, ended: Ended) -> None:
        happens = {EndKind.GIVEN_UP: keeping.give_up, EndKind.TAKEN_UP: keeping.take_up}
        happens[ended.kind](
            action,
            version=action.version,
            dated=ago(ended.ago),
            reason=ended.reason,
            agreed_by=ended.agreed_by,
            by=self.manager,
        )

    @property
    def author(self) -> User:
        """Who writes the documents: the chair, where they sign in themselves."""
        return self.review.chair or self.manager

    def _person(self, key: str) -> User:
        return self.manager if key == "manager" else getattr(self.cast, key)


def _columns(act: Act) -> dict[str, Any]:
    return {
        "text": act.text,
        "lead_agency": act.lead,
        "supporting": act.supporting,
        "milestones": act.milestones,
        "target_date": None if act.target is None else ago(-act.target),
        "target_date_text": act.target_text,
    }

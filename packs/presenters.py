"""The words in which a round's packs, and what the next one would still lack, are shown."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from accounts.models import User
from feedback.models import Revision, progress
from govuk.words import day, day_time, file_size
from packs.archiving import manifest_of
from packs.models import MAKE_AT, PAGES, Making, MakingState, Pack, PackKind
from packs.parts import PARTS
from packs.policies import has_letter, may_make, may_make_final, may_make_pack, may_stop
from packs.readiness.registry import Weight, findings, nothing_stands_against
from packs.readiness.subject import Subject
from printing.manifests import DamagedManifest
from publication.models import Duty
from publication.policies import may_record_duty
from reviews.models import DutyKind, Review, Round
from reviews.policies import holds
from reviews.sections import Section, section
from reviews.workflow import Stage

MAKE = "Make the pack"


WORDS: dict[PackKind, dict[str, Any]] = {
    PackKind.RESUBMISSION: {
        "heading": "Resubmission packs",
        "make_label": MAKE,
        "parts": [part.holds for part in PARTS],
    },
    PackKind.FINAL: {
        "heading": "Final copy",
        "make_label": "Make the final copy",
        "parts": [
            "A front page with the contents",
            "The overview report and the executive summary, as they were uploaded",
            "The action plan, annexed, with the note that it is a live document",
            "The feedback letter, annexed at the end",
            "No appendices: send those beside it if the letter asks for them",
        ],
    },
}
PREPARE = {
    PackKind.RESUBMISSION: (
        "Choose the sections and change the covering letter",
        "packs:prepare",
    ),
    PackKind.FINAL: ("Choose whether its pictures are made smaller", "packs:prepare_final"),
}


class Link(NamedTuple):
    words: str
    href: str


def pack_page(subject: Subject, user: User) -> dict[str, Any]:
    """Everything that the page of a round's packs of one kind shows. Whoever cannot make one sees no checks."""
    qa_round, kind = subject.round, subject.kind
    packs = Pack.visible_to(user).filter(round__review=qa_round.review, kind=kind)
    kept = list(packs.select_related("round__review", "by").prefetch_related("handovers"))
    may = may_make(kind, user, qa_round)
    found = findings(subject) if may else []
    return {
        "round": qa_round,
        "review": qa_round.review,
        "kind": kind,
        "answered": len(subject.answers),
        "total": len(subject.items),
        "blocking": [finding for finding in found if finding.stands_against],
        "set_aside": [finding for finding in found if finding.override],
        "may_override": any(finding.may_be_overridden for finding in found),
        "advisory": [f for f in found if f.check.weight == Weight.ADVISORY and not f.override],
        "ready": nothing_stands_against(found),
        **WORDS[kind],
        "prepare": Link(PREPARE[kind][0], reverse(PREPARE[kind][1], args=[qa_round.pk])),
        "may_make": may,
        "make": reverse(MAKE_AT[kind], args=[qa_round.pk]),
        "override": reverse("packs:override", args=[qa_round.pk, kind]),
        "preview": reverse("packs:preview", args=[qa_round.pk])
        if kind == PackKind.RESUBMISSION
        else "",
        "making": Making.held_by(user).filter(round=qa_round, kind=kind).in_progress().first(),
        "packs": kept,
        "duty": _duty_of_sending(kept, user),
        "may_hand_over": may,
    }


def _duty_of_sending(kept: list[Pack], user: User) -> Link | None:
    """A final copy that was sent fulfils a closing duty, which has a record of its own."""
    sent = next((p for p in kept if p.kind == PackKind.FINAL and p.handovers.all()), None)
    if sent is None:
        return None
    duties = Duty.unscoped.of_review(sent.round.review_id).standing().left_to_do()
    duty = duties.filter(kind=DutyKind.DIGITAL_COPY).first()
    if duty is None or not may_record_duty(user, duty):
        return None
    return Link(str(duty), reverse("publication:record", args=[duty.pk]))


def page_of(qa_round: Round, kind: str) -> str:
    """The page on which packs of this kind stand."""
    return reverse(PAGES[PackKind(kind)], args=[qa_round.pk])


def manifest_page(pack: Pack) -> dict[str, Any]:
    """A pack with every file that it speaks of. Of one that was made before there were manifests, what is known."""
    try:
        manifest = manifest_of(pack)
    except DamagedManifest:
        manifest = None
    rows = [
        ("Made", f"{day_time(pack.at)}, {pack.by.name}"),
        ("Pages", str(pack.pages) if pack.pages else "Not recorded"),
        ("Size", file_size(pack.size)),
        ("SHA-256", pack.sha256),
        ("Event log ended with", manifest.audit_head if manifest else "Not recorded"),
    ]
    back = page_of(pack.round, pack.kind)
    return {
        "pack": pack,
        "review": pack.round.review,
        "rows": rows,
        "manifest": manifest,
        "back": back,
    }


def making_page(making: Making, user: User) -> dict[str, Any]:
    """How far a pack is that is being made, or how it ended, and the way on from there."""
    return {
        "making": making,
        "review": making.round.review,
        "back": page_of(making.round, making.kind),
        "step": _step_words(making),
        "may_stop": may_stop(user, making),
        "may_make": may_make(PackKind(making.kind), user, making.round),
    }


def _step_words(making: Making) -> str:
    if making.stop_asked_at and making.is_in_progress:
        return "Stopping"
    if making.state == MakingState.WAITING:
        return "Waiting to begin"
    return f"{making.step} ({making.done} of {making.total})" if making.total else making.step


@section(place=45)
def final_copy(review: Review, qa_round: Round, user: User) -> Section | None:
    """The final copy's line, once it can be made; before that nobody asks for it."""
    if not may_make_final(user, qa_round):
        return None
    made = list(Pack.visible_to(user).filter(round__review=review, kind=PackKind.FINAL))
    href = reverse("packs:final", args=[qa_round.pk])
    step = None if made or qa_round.stage != Stage.CLEARED else ("Make the final copy", href)
    return Section("Final copy", href, made_words(made), step)


@section(place=40)
def packs(review: Review, qa_round: Round, user: User) -> Section | None:
    """The packs' line on the review's page. A round without a letter still leads to earlier packs."""
    kept = Pack.visible_to(user).filter(round__review=review, kind=PackKind.RESUBMISSION)
    made = list(kept.select_related("round"))
    if not made and not (has_letter(qa_round) and holds(user, review)):
        return None
    shown = qa_round if has_letter(qa_round) else made[0].round
    href = reverse("packs:pack", args=[shown.pk])
    step = (MAKE, href) if _is_due(qa_round, made, user) else None
    return Section("Resubmission packs", href, made_words(made), step)


def made_words(made: list[Pack]) -> str:
    """For example "2 made, the last on 3 May 2026"; `made` has the newest first."""
    if not made:
        return "None made yet"
    last = "on" if len(made) == 1 else "the last on"
    return f"{len(made)} made, {last} {day(made[0].at)}"


def _is_due(qa_round: Round, made: list[Pack], user: User) -> bool:
    """Whether everything is answered and no pack says so yet."""
    done, total = progress([qa_round.pk]).get(qa_round.pk, (0, 0))
    if qa_round.stage != Stage.REVISING or done < total or not may_make_pack(user, qa_round):
        return False
    last = Revision.unscoped.filter(item__letter__round=qa_round).order_by("-pk").first()
    since = [pack for pack in made if pack.round_id == qa_round.pk]
    return not since or (last is not None and last.at > since[0].at)

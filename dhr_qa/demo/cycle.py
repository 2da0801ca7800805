"""Further stories: each shows a part of the cycle that lies after the first letter, or beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from accounts.models import Organisation, User
from dhr_qa.demo import words
from dhr_qa.demo.papers import papers_of
from dhr_qa.demo.people import Cast
from dhr_qa.demo.telling import Telling, ago, next_month
from publication import actions as publication
from qa_panel.models import Mark
from reviews import actions as reviews
from reviews.models import DutyKind, Review, ReviewKind
from reviews.workflow import Move, PanelMode

DHR, DARDR = ReviewKind.DHR, ReviewKind.DARDR
HOME_OFFICE_INBOX = "dhr-quality@homeoffice.example"


def tegwen(cast: Cast) -> None:
    """In its third round; one point has been carried on from the first letter to the third."""
    told = Telling.opened(
        cast,
        cast.eastmere,
        reference="EM-DHR-1",
        name="Tegwen",
        kind=DHR,
        chair_name="Ingeborg Fairweather-Nkosi",
        author_name="Ingeborg Fairweather-Nkosi",
        died_on=ago(1420),
        commissioned_on=ago(1370),
        completed_on=ago(768),
        by=cast.alice,
    )
    first, second, third = words.TEGWEN_ANSWERS
    told.sent_before(760)
    told.listed(745, ago(700))
    told.considered(700)
    told.letter_came(words.TEGWEN_FIRST, sent=665, panel=700)
    told.answered(first)
    told.planned(words.TEGWEN_PLAN)
    told.wrote(486, *papers_of(told.review, first, words.TEGWEN_PLAN))
    told.submitted(480)
    _considered_again(
        told,
        listed=455,
        panel=430,
        marks={
            1: (Mark.MET, ""),
            2: (Mark.MET, "The new section is the best part of the report."),
            3: (Mark.NOT_MET, "They are quoted, but not asked what would have helped them."),
            4: (Mark.MET, ""),
        },
    )
    told.letter_came(words.TEGWEN_SECOND, sent=395, panel=430, by=cast.quinn)
    told.answered(second)
    again = papers_of(told.review, second, words.TEGWEN_PLAN, revised=True)
    told.wrote(196, *again, what_changed="Both points of the second letter are worked in.")
    told.submitted(190)
    _considered_again(
        told,
        listed=160,
        panel=120,
        marks={
            1: (Mark.NOT_MET, "Set out well, but nobody is asked to do anything about it."),
            2: (Mark.MET, ""),
        },
    )
    told.letter_came(words.TEGWEN_THIRD, sent=85, panel=120, by=cast.quinn)
    told.answered(third)


def ines(cast: Cast) -> None:
    """Published, every closing duty done; its action plan is still being followed."""
    told = Telling.opened(
        cast,
        cast.kestrel_vale,
        reference="KV-DHR-4",
        name="Inês",
        kind=DHR,
        chair_name="Leopold Adeyemi-Frost",
        author_name="Leopold Adeyemi-Frost",
        died_on=ago(1290),
        commissioned_on=ago(1240),
        completed_on=ago(612),
        by=cast.kim,
    )
    told.sent_before(600)
    told.listed(580, ago(540))
    told.considered(540)
    told.letter_came(words.INES_LETTER, sent=505, panel=540)
    told.answered(words.INES_ANSWERS)
    told.planned(words.INES_PLAN)
    told.wrote(408, *papers_of(told.review, words.INES_ANSWERS, words.INES_PLAN, revised=True))
    told.moved(Move.CONFIRM_CHANGES, 400)
    _published(told, 372)
    told.moved(Move.MONITOR, 340)


def solveig(cast: Cast) -> None:
    """Cleared by its first letter, published, followed to the end of its plan, and closed."""
    told = Telling.opened(
        cast,
        cast.northbrook,
        reference="NB-DHR-2",
        name="Solveig",
        kind=DHR,
        chair_name="Evander Mulholland",
        author_name="Evander Mulholland",
        died_on=ago(1900),
        commissioned_on=ago(1850),
        completed_on=ago(1110),
        by=cast.alice,
    )
    told.sent_before(1100)
    told.considered(1050)
    told.letter_came(words.SOLVEIG_LETTER, sent=1015, panel=1050)
    told.planned(words.SOLVEIG_PLAN)
    _published(told, 930)
    told.moved(Move.MONITOR, 900)
    told.moved(
        Move.CLOSE,
        150,
        "The one action has ended and its effect was looked at after a year. Solveig’s parents were "
        "told, and thanked everybody who took part.",
    )


def florian(cast: Cast) -> None:
    """Handed over by another partnership, and on hold while a court looks at the case again."""
    told = Telling.opened(
        cast,
        cast.eastmere,
        reference="EM-DARDR-5",
        name="Florian",
        kind=DARDR,
        chair_name="Wilhelmina Sackville-Ożóg",
        author_name="Wilhelmina Sackville-Ożóg",
        died_on=ago(520),
        commissioned_on=ago(470),
        completed_on=ago(80),
        by=cast.alice,
    )
    told.wrote(75, *papers_of(told.review, {}, words.USUAL))
    told.submitted(73)
    reviews.transfer_review(
        told.review,
        to=cast.northbrook,
        reason="Florian had moved to Northbrook a year before he died.",
        by=cast.alice,
    )
    reviews.put_on_hold(
        told.review,
        reason="The court has agreed to hear an appeal. Nothing is read until it has been heard.",
        review_on=ago(-60),
        by=cast.quinn,
    )


def eluned(cast: Cast) -> None:
    """Came by e-mail from a partnership that does not use this; the secretariat keeps its record."""
    review = Review(
        organisation=cast.saltmarsh,
        reference="SM-DHR-1",
        name="Eluned",
        kind=DHR,
        chair_name="Barnaby Ó Súilleabháin",
        author_name="Barnaby Ó Súilleabháin",
        died_on=ago(860),
    )
    note = "Three files, attached to an e-mail of that day."
    told = Telling.received(cast, review, 105, papers_of(review, {}, words.USUAL), note)
    told.taken()
    told.listed(88, ago(52), PanelMode.VIRTUAL)
    told.considered(52)
    told.letter_came(words.ELUNED_LETTER, sent=17, panel=52, to="Hyacinth Doggerland")


def cosmo(cast: Cast) -> None:
    """Listed for the meeting of next month."""
    told = _submitted(
        cast, cast.eastmere, 47, reference="EM-DARDR-6", name="Cosmo", kind=DARDR, by=cast.alice
    )
    told.taken()
    told.listed(25, next_month(2))


def ferelith(cast: Cast) -> None:
    """Listed for next month's virtual panel process, and nobody has it yet."""
    told = _submitted(
        cast,
        cast.kestrel_vale,
        38,
        reference="KV-DARDR-3",
        name="Ferelith",
        kind=DARDR,
        by=cast.kim,
    )
    told.listed(12, next_month(3, 3), PanelMode.VIRTUAL)


def thorvald(cast: Cast) -> None:
    """Listed for next month's virtual panel process."""
    told = _submitted(
        cast, cast.kestrel_vale, 33, reference="KV-DHR-6", name="Thorvald", kind=DHR, by=cast.kim
    )
    told.taken()
    told.listed(11, next_month(3, 3), PanelMode.VIRTUAL)


def perpetua(cast: Cast) -> None:
    """Came last week, and nobody has taken it."""
    _submitted(
        cast,
        cast.northbrook,
        7,
        reference="NB-DARDR-11",
        name="Perpetua",
        kind=DARDR,
        by=cast.alice,
    )


STORIES: tuple[Callable[[Cast], None], ...] = (
    tegwen,
    ines,
    solveig,
    florian,
    eluned,
    cosmo,
    ferelith,
    thorvald,
    perpetua,
)


def _considered_again(
    told: Telling, *, listed: int, panel: int, marks: dict[int, tuple[Mark, str]]
) -> None:
    """A resubmission is read: taken, listed, marked, and the marks issued."""
    told.taken()
    told.listed(listed, ago(panel))
    told.considered(panel)
    told.marked(marks)
    told.issued()


def _published(told: Telling, days: int) -> None:
    """Everything that the letter asked for at the end, and the family told."""
    page = f"https://www.example.org/reviews/{told.review.reference.lower()}"
    publication.add_duty(told.review, kind=DutyKind.FAMILY_TOLD, by=told.manager)
    told.did(DutyKind.DIGITAL_COPY, days, sent_to=HOME_OFFICE_INBOX)
    told.did(DutyKind.FAMILY_TOLD, days - 7, note="By the chair, at their home.")
    told.did(DutyKind.WEBLINK, days - 14, sent_to=HOME_OFFICE_INBOX, weblink=page)
    told.did(DutyKind.PUBLISH_LETTER, days - 14)


def _submitted(cast: Cast, where: Organisation, days: int, *, by: User, **details: Any) -> Telling:
    """A small story: a review that has been submitted with everything that belongs to it."""
    told = Telling.opened(
        cast,
        where,
        chair_name="Rosalind Etchingham-Bâ",
        author_name="Rosalind Etchingham-Bâ",
        died_on=ago(days + 500),
        commissioned_on=ago(days + 450),
        completed_on=ago(days + 5),
        by=by,
        **details,
    )
    told.wrote(days + 4, *papers_of(told.review, {}, words.USUAL))
    told.submitted(days)
    return told

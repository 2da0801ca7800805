"""Invented reviews, each told as far as it has come, and where to find all others; nobody in them exists."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from dhr_qa.demo import answers, cycle, letters, northbrook_plans, other_plans, panels, words
from dhr_qa.demo.papers import appendix_of, papers_of
from dhr_qa.demo.people import Cast
from dhr_qa.demo.references import READY_FOR_A_PACK, TOLD
from dhr_qa.demo.telling import Telling, ago, next_month
from documents.models import Capacity
from feedback import drafts, letter_actions
from notices.models import Notice
from publication import actions as publication
from qa_panel.models import Mark
from reviews.models import DutyKind, Marking, ReviewKind
from reviews.workflow import Move, PanelMode

DHR, DARDR = ReviewKind.DHR, ReviewKind.DARDR


def sian(cast: Cast) -> None:
    """To be resubmitted, and every area answered: ready for a pack, and for the CSP's sign-off."""
    told = Telling.opened(
        cast,
        cast.northbrook,
        reference=READY_FOR_A_PACK,
        name="Siân",
        kind=DHR,
        chair=cast.chloe,
        author_name="Chloe Llŷr-Beaumont",
        died_on=ago(1130),
        commissioned_on=ago(1060),
        completed_on=ago(175),
        by=cast.alice,
    )
    told.seated(panels.SIAN)
    before = papers_of(told.review, answers.SIAN, northbrook_plans.SIAN)
    told.wrote(172, *before, appendix_of(told.review))
    told.submitted(168)
    told.listed(150, ago(98))
    told.considered(98)
    told.letter_came(letters.SIAN, sent=61, panel=98, as_file=True)
    told.rethemed(1, "depth-of-analysis", "agency-gaps")
    told.answered(answers.SIAN)
    told.planned(northbrook_plans.SIAN)
    told.heard(northbrook_plans.SIAN_HEARD)
    after = papers_of(told.review, answers.SIAN, northbrook_plans.SIAN, revised=True)
    told.wrote(9, *after, what_changed="What the letter asked for is worked in.")
    told.signed(3, Capacity.CHAIR)


def juniper(cast: Cast) -> None:
    """May be published after changes; half of the areas are answered."""
    told = Telling.opened(
        cast,
        cast.northbrook,
        reference="NB-DHR-8",
        name="Juniper",
        kind=DHR,
        chair=cast.chloe,
        died_on=ago(890),
        commissioned_on=ago(842),
        completed_on=ago(119),
        by=cast.alice,
    )
    told.wrote(116, *papers_of(told.review, answers.JUNIPER, northbrook_plans.JUNIPER))
    told.submitted(112)
    told.considered(49)
    told.corrected(56, "The day was that of our e-mail; the QA Panel had met a week before.")
    told.letter_came(letters.JUNIPER, sent=19, panel=56, by=cast.quinn)
    told.answered(answers.JUNIPER)
    told.planned(northbrook_plans.JUNIPER)


def anais_and_theo(cast: Cast) -> None:
    """Two people, one review; cleared long ago, and its publication withheld for the children's sake."""
    told = Telling.opened(
        cast,
        cast.northbrook,
        reference="NB-DHR-5",
        name="Anaïs and Théo",
        kind=DHR,
        chair_name="Ingrid Fenwick-Osei",
        author_name="Łucja Brandreth",
        marking=Marking.OFFICIAL,
        died_on=ago(2010),
        commissioned_on=ago(1949),
        completed_on=ago(720),
        by=cast.alice,
    )
    told.sent_before(710)
    told.listed(690, ago(640))
    told.considered(640)
    told.letter_came(letters.ANAIS_AND_THEO, sent=605, panel=640)
    told.answered(answers.ANAIS_AND_THEO)
    plan = northbrook_plans.ANAIS_AND_THEO
    told.planned(plan)
    final = papers_of(told.review, answers.ANAIS_AND_THEO, plan, revised=True, final=True)
    told.wrote(486, *final)
    told.moved(Move.CONFIRM_CHANGES, 480)
    told.did(DutyKind.DIGITAL_COPY, 474, sent_to="dhr-quality@homeoffice.example")
    publication.withhold(
        told.review,
        reason="The children’s guardian asked us to wait until their examinations are over.",
        review_on=ago(-70),
        seen=None,
        by=cast.alice,
    )


def blazej(cast: Cast) -> None:
    """Just opened; the independent chair is still to be found."""
    Telling.opened(
        cast,
        cast.northbrook,
        reference="NB-DARDR-9",
        name="Błażej",
        kind=DARDR,
        died_on=ago(96),
        commissioned_on=ago(40),
        by=cast.alice,
    )


def nb24(cast: Cast) -> None:
    """Known by a code; listed for the next meeting."""
    told = Telling.opened(
        cast,
        cast.northbrook,
        reference="NB-DARDR-10",
        name="Adult NB24",
        kind=DARDR,
        chair_name="Osric Penhaligon-Vale",
        author_name="Osric Penhaligon-Vale",
        died_on=ago(640),
        commissioned_on=ago(600),
        completed_on=ago(47),
        by=cast.alice,
    )
    told.wrote(44, *papers_of(told.review, {}, words.USUAL))
    told.submitted(42)
    told.taken()
    told.listed(20, next_month(2))


def marged(cast: Cast) -> None:
    """Resubmitted with its pack; in the second round the answers are listed, and half of them marked."""
    told = Telling.opened(
        cast,
        cast.eastmere,
        reference="EM-DHR-2",
        name="Marged",
        kind=DHR,
        chair=cast.chloe,
        died_on=ago(1502),
        commissioned_on=ago(1440),
        completed_on=ago(330),
        by=cast.alice,
    )
    told.seated(panels.MARGED)
    told.wrote(325, *papers_of(told.review, answers.MARGED, other_plans.MARGED))
    told.sent_before(322)
    told.listed(301, ago(266))
    told.considered(266)
    told.letter_came(letters.MARGED, sent=231, panel=266)
    told.answered(answers.MARGED)
    told.rated_in_words(
        red="Stopped", amber="Behind", green="Moving", blue="Complete and checked", quiet_days=60
    )
    told.planned(other_plans.MARGED)
    after = papers_of(told.review, answers.MARGED, other_plans.MARGED, revised=True)
    told.wrote(20, *after, what_changed="All five points of the letter are worked in.")
    told.packed()
    told.submitted(16, "The pack is sent with the report.")
    told.taken()
    told.listed(6, next_month(2))
    told.marked(
        {
            1: (Mark.MET, "The four questions make the chapter much clearer."),
            2: (Mark.MET, ""),
            3: (Mark.NOT_MET, "The second recommendation still has no figure."),
        }
    )


def ash(cast: Cast) -> None:
    """Its letter has come this week, and is being checked."""
    told = Telling.opened(
        cast,
        cast.eastmere,
        reference="EM-DARDR-4",
        name="Ash",
        kind=DARDR,
        chair_name="Bronagh Castlemilk",
        author_name="Bronagh Castlemilk",
        died_on=ago(760),
        commissioned_on=ago(701),
        completed_on=ago(90),
        by=cast.alice,
    )
    told.wrote(88, *papers_of(told.review, {}, words.USUAL))
    told.submitted(85)
    told.listed(70, ago(38), PanelMode.VIRTUAL)
    told.considered(38)
    letter = told.brought_in(letters.as_text(letters.ASH, told.sending(2, 38)).encode())
    draft = drafts.from_json(letter.draft)
    letter_actions.save_draft(
        letter,
        drafts.move(draft, draft.kept[-1].key, -1),
        version=letter.draft_version,
        by=cast.alice,
    )


def zuzanna(cast: Cast) -> None:
    """Came back from the secretariat, since a document was missing."""
    told = Telling.opened(
        cast,
        cast.eastmere,
        reference="EM-DHR-3",
        name="Zuzanna",
        kind=DHR,
        chair_name="Dafydd Oyelaran-Müller",
        author_name="Philippa Greywether",
        died_on=ago(980),
        commissioned_on=ago(930),
        completed_on=ago(33),
        by=cast.alice,
    )
    report, summary, _ = papers_of(told.review, {}, words.USUAL)
    told.wrote(31, report, summary)
    told.sent_before(29, "By e-mail: the overview report and the executive summary.")
    told.moved(Move.RETURN, 10, "The action plan was not among the files.", by=cast.quinn)


def wren(cast: Cast) -> None:
    """The letter settles nothing yet: a person must choose the next step."""
    told = Telling.opened(
        cast,
        cast.kestrel_vale,
        reference="KV-DHR-1",
        name="Wren",
        kind=DHR,
        chair_name="Tomasz Abernethy-Song",
        author_name="Tomasz Abernethy-Song",
        died_on=ago(1205),
        commissioned_on=ago(1150),
        completed_on=ago(210),
        by=cast.kim,
    )
    told.sent_before(205)
    told.listed(180, ago(150))
    told.considered(150)
    told.letter_came(letters.WREN, sent=115, panel=150)
    told.planned(other_plans.WREN)


def olof(cast: Cast) -> None:
    """The QA Panel has met; the letter is awaited."""
    told = Telling.opened(
        cast,
        cast.kestrel_vale,
        reference="KV-DARDR-2",
        name="Ólöf",
        kind=DARDR,
        chair_name="Marguerite Hollinshead",
        author_name="Seán Ó Brannagáin",
        died_on=ago(840),
        commissioned_on=ago(790),
        completed_on=ago(101),
        by=cast.kim,
    )
    told.wrote(98, *papers_of(told.review, {}, words.USUAL))
    told.submitted(95)
    told.taken()
    told.listed(80, ago(24), PanelMode.VIRTUAL)
    told.considered(24)


FIRST = (sian, juniper, anais_and_theo, blazej, nb24, marged, ash, zuzanna, wren, olof)
STORIES: dict[str, Callable[[Cast], None]] = dict(zip(TOLD, (*FIRST, *cycle.STORIES), strict=True))


def tell(cast: Cast, reference: str) -> None:
    """Tell one review's story, whole or not at all."""
    with transaction.atomic():
        STORIES[reference](cast)
        _everybody_reads_all_but_the_last_notice(reference)


def _everybody_reads_all_but_the_last_notice(reference: str) -> None:
    told = Notice.unscoped.filter(review__reference=reference)
    last = told.order_by().values("to").annotate(last=Max("pk")).values("last")
    told.exclude(pk__in=last).mark_read(timezone.now())

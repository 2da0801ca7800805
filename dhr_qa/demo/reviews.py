"""Ten invented reviews, each told as far as it has come; nobody in them exists."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from dhr_qa.demo import answers, letters, plans
from dhr_qa.demo.evidence import letter_file
from dhr_qa.demo.letters import LetterWords, Sending
from dhr_qa.demo.people import Cast
from dhr_qa.demo.references import READY_FOR_A_PACK, TOLD
from dhr_qa.demo.telling import Telling, ago
from feedback import drafts, letter_actions
from feedback.drafts import Outcome
from reviews.models import Marking, ReviewKind
from reviews.workflow import Move

DHR, DARDR = ReviewKind.DHR, ReviewKind.DARDR
OUTCOMES = {
    letters.CHANGES: Outcome.PUBLISH_AFTER_CHANGES,
    letters.RESUBMIT: Outcome.RESUBMIT,
}


def sian(cast: Cast) -> None:
    """To be resubmitted, and every area answered: ready for a pack."""
    told = Telling(
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
    told.submitted(168)
    told.listed(150)
    told.considered(98)
    _letter(told, letters.SIAN, sent=61, panel=98, as_file=True)
    told.rethemed(1, "depth-of-analysis", "agency-gaps")
    told.answered(answers.SIAN)
    told.planned(plans.SIAN)


def juniper(cast: Cast) -> None:
    """May be published after changes; half of the areas are answered."""
    told = Telling(
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
    told.submitted(112)
    told.considered(56)
    _letter(told, letters.JUNIPER, sent=19, panel=56)
    told.answered(answers.JUNIPER)
    told.planned(plans.JUNIPER)


def anais_and_theo(cast: Cast) -> None:
    """Two people, one review; published long ago, with a plan that is still being followed."""
    told = Telling(
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
    told.submitted(710)
    told.listed(690)
    told.considered(640)
    _letter(told, letters.ANAIS_AND_THEO, sent=605, panel=640)
    told.answered(answers.ANAIS_AND_THEO)
    told.planned(plans.ANAIS_AND_THEO)
    told.moved(Move.CONFIRM_CHANGES, 480)


def blazej(cast: Cast) -> None:
    """Just opened; the independent chair is still to be found."""
    Telling(
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
    told = Telling(
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
    told.submitted(42)
    told.listed(20)


def marged(cast: Cast) -> None:
    """Resubmitted, with the pack that was sent: its second round is with the Home Office."""
    told = Telling(
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
    told.submitted(322)
    told.listed(301)
    told.considered(266)
    _letter(told, letters.MARGED, sent=231, panel=266)
    told.answered(answers.MARGED)
    told.planned(plans.MARGED)
    told.packed()
    told.moved(Move.RESUBMIT, 16)


def ash(cast: Cast) -> None:
    """Its letter has come this week, and is being checked."""
    told = Telling(
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
    told.submitted(85)
    told.listed(70)
    told.considered(38)
    letter = told.brought_in(letters.as_text(letters.ASH, _sending(told, 2, 38)).encode())
    draft = drafts.from_json(letter.draft)
    letter_actions.save_draft(
        letter,
        drafts.move(draft, draft.kept[-1].key, -1),
        version=letter.draft_version,
        by=cast.alice,
    )


def zuzanna(cast: Cast) -> None:
    """Came back from the secretariat, since a document was missing."""
    told = Telling(
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
    told.submitted(29)
    told.moved(Move.RETURN, 10, "The action plan was not among the files.", by=cast.quinn)


def wren(cast: Cast) -> None:
    """The letter settles nothing yet: a person must choose the next step."""
    told = Telling(
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
    told.submitted(205)
    told.listed(180)
    told.considered(150)
    _letter(told, letters.WREN, sent=115, panel=150)
    told.planned(plans.WREN)


def olof(cast: Cast) -> None:
    """The QA Panel has met; the letter is awaited."""
    told = Telling(
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
    told.submitted(95)
    told.listed(80)
    told.considered(24)


STORIES: dict[str, Callable[[Cast], None]] = dict(
    zip(
        TOLD,
        (sian, juniper, anais_and_theo, blazej, nb24, marged, ash, zuzanna, wren, olof),
        strict=True,
    )
)


def tell(cast: Cast, reference: str) -> None:
    """Tell one review's story, whole or not at all."""
    with transaction.atomic():
        STORIES[reference](cast)


def _letter(
    told: Telling, words: LetterWords, *, sent: int, panel: int, as_file: bool = False
) -> None:
    """The letter comes, is read and is confirmed; its days are counted back from today."""
    sending = _sending(told, sent, panel)
    if as_file:
        data = letters.as_docx(words, sending)
        letter = told.brought_in(data, letter_file(data, "Feedback letter.docx"))
    else:
        letter = told.brought_in(letters.as_text(words, sending).encode())
    told.confirmed(letter, OUTCOMES.get(words.outcome, Outcome.OTHER))


def _sending(told: Telling, sent: int, panel: int) -> Sending:
    review = told.review
    return Sending(
        review=review.name,
        kind=review.get_kind_display(),
        csp=review.organisation.name,
        to=told.manager.name,
        role="Domestic Abuse Partnership Manager",
        address=("Market Hall", review.organisation.name.split()[0]),
        sent=ago(sent),
        panel=ago(panel),
    )

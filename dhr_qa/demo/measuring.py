"""Any number of further invented reviews, alike in size and different in words, for measuring with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from django.db import transaction

from actionplans.models import Rag
from dhr_qa.demo import letters
from dhr_qa.demo.answers import NOT_REVISED, PARTLY, Said, Thread
from dhr_qa.demo.letters import Ask, LetterWords
from dhr_qa.demo.papers import papers_of
from dhr_qa.demo.people import Cast
from dhr_qa.demo.plans import Act, Rec, Told
from dhr_qa.demo.references import for_measuring
from dhr_qa.demo.telling import OUTCOMES, Telling, next_month
from dhr_qa.demo.words import USUAL
from feedback.drafts import Outcome
from feedback.models import FeedbackLetter
from qa_panel.models import Mark
from reviews.models import ReviewKind
from reviews.workflow import PanelMode

T = TypeVar("T")
PSEUDONYMS = (
    "Alder",
    "Briar",
    "Clover",
    "Damson",
    "Elder",
    "Fern",
    "Gorse",
    "Heather",
    "Iris",
    "Jessamy",
    "Kingcup",
    "Laurel",
    "Mallow",
    "Olive",
    "Quince",
    "Rowan",
    "Sorrel",
    "Teasel",
    "Violet",
    "Willow",
    "Yarrow",
    "Zinnia",
    "Øyvind",
    "Łania",
)
PLACES = ("4.2", "the second chapter", "page 14", "Appendix 3", "5.10", "the executive summary")
ABOUT = (
    "the first call for help and what was written down",
    "how money was kept from the victim",
    "what the surgery knew before the summer",
    "whether an interpreter was offered",
    "the reasons for closing the referral",
    "what the children were asked, and by whom",
    "the help that was offered to the perpetrator",
    "why two accounts of the same visit differ",
    "what the family said of the draft",
    "the part that housing played",
    "how the risk was judged after the separation",
)
OPENINGS = (
    "The report should say more about {about} ({place}).",
    "Please look again at {about}, which is told twice in {place}.",
    "It is not clear from {place} what was found out about {about}.",
    "The QA Panel would have liked to read more about {about}. It would help to add a recommendation on it.",
)
AGENCIES = ("Adult Social Care", "the health trust", "Police", "Housing", "Children’s Services")
RATINGS = (Rag.GREEN, Rag.AMBER, Rag.RED, Rag.GREEN)


@transaction.atomic
def invent(cast: Cast, seed: int) -> Telling:
    """A review at one of several stages, so that both sides have something to do."""
    return _turn((revising, waiting, revising, listed), seed)(cast, seed)


def revising(
    cast: Cast, seed: int, *, areas: int = 8, actions: int = 8, outcome: str = letters.CHANGES
) -> Telling:
    """A review with a confirmed letter, most of its areas answered, and a plan; `seed` varies the words."""
    told = waiting(cast, seed)
    told.confirmed(bring(told, areas=areas, seed=seed, outcome=outcome), OUTCOMES[outcome])
    told.answered({area: _thread(area, seed) for area in told.areas if (area + seed) % 4})
    told.planned(_plan(actions, areas, seed))
    return told


def listed(cast: Cast, seed: int) -> Telling:
    """A review that stands before one of the coming QA Panels, some ten in each month."""
    told = waiting(cast, seed)
    told.taken()
    day = next_month(1 + seed % 3) + dt.timedelta(days=28 * (seed // 40))
    told.listed(20 + seed % 30, day, _turn(tuple(PanelMode), seed // 4))
    return told


def waiting(cast: Cast, seed: int) -> Telling:
    """A review that has been submitted."""
    where, by = _turn(
        ((cast.northbrook, cast.alice), (cast.eastmere, cast.alice), (cast.kestrel_vale, cast.kim)),
        seed,
    )
    told = Telling.opened(
        cast,
        where,
        reference=for_measuring(seed),
        name=f"{_turn(PSEUDONYMS, seed)} {seed}",
        kind=_turn(tuple(ReviewKind), seed),
        chair=_turn((cast.chloe, None), seed),
        chair_name=_turn(("", "Ottoline Brackwater"), seed),
        by=by,
    )
    told.sent_before(200 + seed % 90)
    return told


def through_rounds(cast: Cast, seed: int, *, areas: int, rounds: int = 2) -> Telling:
    """A review whose latest round has been submitted, with everything of all the rounds before it."""
    told = waiting(cast, seed)
    for number in range(1, rounds):
        if number > 1:
            told.marked(dict.fromkeys(range(1, areas + 1), (Mark.MET, "Clear now.")))
            told.issued()
        letter = bring(told, areas=areas, seed=seed + number, outcome=letters.RESUBMIT)
        told.confirmed(letter, Outcome.RESUBMIT)
        told.answered({area: _thread(area, seed) for area in told.areas})
        papers = papers_of(told.review, {}, USUAL)
        told.wrote(1, *papers, what_changed=f"Everything that was asked for in round {number}.")
        told.submitted(0)
    return told


def bring(
    told: Telling, *, areas: int, seed: int, outcome: str = letters.CHANGES
) -> FeedbackLetter:
    """A letter with so many areas, read and ready to be checked."""
    sending = told.sending(30 + seed % 60, 65 + seed % 60)
    words = LetterWords(
        praise=("The QA Panel found the report clear, and kind to everyone in it.",),
        outcome=outcome,
        asks=tuple(Ask(_ask(area, seed)) for area in range(1, areas + 1)),
        closing=letters.CLOSING,
    )
    return told.brought_in(letters.as_text(words, sending).encode())


def _ask(area: int, seed: int) -> str:
    about, place = _turn(ABOUT, area * 3 + seed), _turn(PLACES, area + seed)
    return _turn(OPENINGS, area + seed).format(about=about, place=place)


def _thread(area: int, seed: int) -> Thread:
    where, about = _turn(PLACES, area + seed), _turn(ABOUT, area * 3 + seed)
    first = Said(
        where=where,
        summary=f"We wrote a new passage on {about}, and asked each agency to read it.",
        before=f"Little is known of {about}.",
        after=f"The panel asked each agency about {about}. Their answers are set side by side.",
        by="manager",
    )
    partly = Said(
        PARTLY,
        where,
        f"We added what could be found of {about}.",
        reason="The rest of the record was not kept.",
        by="manager",
    )
    left = Said(NOT_REVISED, reason="The family asked for these words to stay.", by="manager")
    return Thread(revisions=(_turn((first, partly, first, left), area + seed),))


def _plan(actions: int, areas: int, seed: int) -> tuple[Rec, ...]:
    """Recommendations of up to three actions each, every action with two updates."""
    acts = [_act(number, areas, seed) for number in range(1, actions + 1)]
    return tuple(
        Rec(
            f"Agencies should agree how they share what they know of {_turn(ABOUT, first + seed)}.",
            "Local",
            tuple(acts[first : first + 3]),
        )
        for first in range(0, actions, 3)
    )


def _act(number: int, areas: int, seed: int) -> Act:
    rating = _turn(RATINGS, number + seed)
    return Act(
        f"Write down and practise what is to be done about {_turn(ABOUT, number + seed)}.",
        _turn(AGENCIES, number + seed),
        "Draft written; staff told; looked at again after three months.",
        target=(number * 37 + seed * 11) % 300 - 60,
        areas=(1 + number % areas,),
        told=(
            Told(90 + number % 30, "The draft has been written.", Rag.GREEN, "In time."),
            Told(
                10 + number % 30,
                "Staff have been told, and asked questions.",
                rating,
                "As we see it.",
            ),
        ),
    )


def _turn(choices: Sequence[T], at: int) -> T:
    """One of the choices, by turns."""
    return choices[at % len(choices)]

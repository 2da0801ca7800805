"""How the busiest pages stand to the floor of a page, for a small review and for a large one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from actionplans.models import Action
from dhr_qa.demo import measuring
from dhr_qa.demo.letters import RESUBMIT
from dhr_qa.demo.panels import FULL, Member
from dhr_qa.demo.papers import papers_of
from dhr_qa.demo.people import Cast
from dhr_qa.demo.telling import Telling, next_month
from dhr_qa.demo.words import USUAL as A_PLAN
from dhr_qa.tests.bench.measures import Size, Times, in_turn, ms, say, table
from dhr_qa.tests.bench.service import FLOOR, queries, visitor
from documents.models import Capacity
from feedback.models import FeedbackLetter

SMALL, LARGE = 9000, 9012  # seeds: reviews of Northbrook, apart from the others
BEING_CHECKED, AGAIN, MANY = 3, 6, 9  # further reviews of each size, that far after its seed
FEW_PEOPLE, MANY_PEOPLE = 2, 30
HEADS = ("page", "queries, small", "queries, large", "size", "median ms", "p95 ms", "× floor")


@dataclass(frozen=True, slots=True)
class Seeded:
    """Reviews of one size: being revised, being checked, resubmitted, and after several rounds."""

    told: Telling
    letter: FeedbackLetter
    again: Telling
    many: Telling


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one person sees it."""

    name: str
    who: User
    url: str


def show(cast: Cast, size: Size) -> None:
    say("### Pages")
    few = _counts(_pages(cast, _seeded(cast, SMALL, size.small)))
    pages = _pages(cast, _seeded(cast, LARGE, size))
    rows: list[tuple[str, ...]] = []
    floors: list[float] = []
    for page, many in zip(pages, _counts(pages).values(), strict=True):
        floor, times, weight = _visited(page, size.runs)
        floors += floor.seconds
        counts = (str(few[page.name]), str(many), f"{weight // 1024} KB")
        rows.append((page.name, *counts, *_cells(times), times.beside(floor)))
    say(
        f"\n{size.reviews} reviews; {size.areas} areas and {size.actions} actions in the large one, "
        f"{size.marked} areas in the resubmission, {size.rounds} rounds where they are many.\n"
    )
    table(HEADS, [("Floor", "", "", "", *_cells(Times(tuple(floors))), "1"), *rows])


def _seeded(cast: Cast, seed: int, size: Size) -> Seeded:
    """The invented reviews of the command, and those of one size that the pages are measured with."""
    if size.reviews:
        with Path(os.devnull).open("w") as nowhere:
            call_command("seed_demo", reviews=size.reviews, stdout=nowhere)
    told = measuring.revising(cast, seed, areas=size.areas, actions=size.actions, outcome=RESUBMIT)
    told.wrote(1, *papers_of(told.review, {}, A_PLAN))
    told.signed(0, *Capacity)
    people = MANY_PEOPLE if size.reviews else FEW_PEOPLE
    told.seated(Member("Agency", f"Member {at}", "Manager", FULL) for at in range(people))
    other = measuring.waiting(cast, seed + BEING_CHECKED)
    again = measuring.through_rounds(cast, seed + AGAIN, areas=size.marked)
    many = measuring.through_rounds(cast, seed + MANY, areas=2, rounds=size.rounds)
    return Seeded(told, measuring.bring(other, areas=size.areas, seed=seed), again, many)


def _pages(cast: Cast, seeded: Seeded) -> list[Page]:
    told, again, many = seeded.told, seeded.again.round.pk, seeded.many.review.pk
    review, qa_round = told.review.pk, told.round.pk
    action, month = Action.unscoped.of_review(told.review)[0], next_month(1)
    places: tuple[tuple[str, User, str, tuple[int, ...]], ...] = (
        ("Home, CSP manager", cast.alice, "home", ()),
        ("Home, QA officer", cast.quinn, "home", ()),
        ("Review", cast.alice, "reviews:review", (review,)),
        ("Review after many rounds", cast.alice, "reviews:review", (many,)),
        ("People", cast.alice, "reviews:people", (review,)),
        ("Timeline", cast.alice, "reviews:timeline", (review,)),
        ("Timeline of many rounds", cast.alice, "reviews:timeline", (many,)),
        ("Documents", cast.alice, "documents:documents", (review,)),
        ("Documents of many rounds", cast.alice, "documents:documents", (many,)),
        ("Submit", cast.alice, "documents:submit", (qa_round,)),
        ("Areas for development", cast.alice, "feedback:areas", (qa_round,)),
        ("One area", cast.alice, "feedback:item", (told.areas[2].pk,)),
        ("Check the letter", cast.alice, "feedback:check", (seeded.letter.pk,)),
        ("Action plan", cast.alice, "actionplans:plan", (review,)),
        ("One action", cast.alice, "actionplans:action", (action.pk,)),
        ("Pack", cast.alice, "packs:pack", (qa_round,)),
        ("Closing", cast.alice, "publication:closing", (review,)),
        ("Notices, chair", cast.chloe, "notices:notices", ()),
        ("Queue", cast.quinn, "qa_panel:queue", ()),
        ("Month of the QA Panel", cast.quinn, "qa_panel:month", (month.year, month.month)),
        ("Consider a resubmission", cast.quinn, "qa_panel:consider", (again,)),
        ("Mark one area", cast.quinn, "qa_panel:mark", (again, 2)),
    )
    return [Page(name, who, reverse(where, args=args)) for name, who, where, args in places]


def _counts(pages: list[Page]) -> dict[str, int]:
    return {page.name: queries(visitor(page.who), page.url) for page in pages}


def _visited(page: Page, runs: int) -> tuple[Times, Times, int]:
    """The floor and the page by turns, and the page's bytes."""
    fetch = visitor(page.who)
    weight = len(fetch(page.url))
    floor, times = in_turn(lambda: fetch(FLOOR), lambda: fetch(page.url), runs)
    return floor, times, weight


def _cells(times: Times) -> tuple[str, str]:
    return ms(times.median), ms(times.p95)

"""Measures the busiest pages and the pack as ratios to floors that are measured in the same run.

`python -m dhr_qa.tests.bench` prints Markdown tables. It makes a scratch database (in a scratch
folder, or beside the one that DATABASE_URL names) and takes it away again. What the numbers mean
is in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dhr_qa.tests.browser import CHROMIUM, FLAGS

PRINTING = ("--headless", *FLAGS, "--no-pdf-header-footer")
SCRATCH = "dhr_qa_bench"
SMALL, LARGE = 9000, 9012  # seeds: reviews of Northbrook, apart from the others
BEING_CHECKED, AGAIN, MANY = 3, 6, 9  # further reviews of each size, that far after its seed
FEW_PEOPLE, MANY_PEOPLE = 2, 30
USUAL = {"reviews": 200, "areas": 60, "actions": 150, "marked": 120, "rounds": 12, "runs": 20}
FLOOR_ROWS = 25
FLOOR_PAGE = """<!doctype html><title>Floor</title><p>{{ user }}</p><table>{% for row in rows %}
<tr><td>{{ row.at }}</td><td>{{ row.verb }}</td><td>{{ row.actor_name }}</td></tr>{% endfor %}</table>"""
PLAIN_WORDS = "Plain words of an everyday length fill the line and then go on to the next. " * 8
PLAIN_PAGE = f"<section style='break-after: page'>{f'<p>{PLAIN_WORDS}</p>' * 5}</section>"


@dataclass(frozen=True, slots=True)
class Size:
    """How much to measure with, and how often."""

    reviews: int
    areas: int
    actions: int
    marked: int
    rounds: int
    runs: int

    @property
    def small(self) -> Size:
        return replace(self, reviews=0, areas=8, actions=8, marked=8, rounds=2)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of one thing done several times."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[max(0, round(len(self.seconds) * 0.95) - 1)]

    def beside(self, floor: Times) -> str:
        return f"{self.median / floor.median:.2g}"

    @property
    def cells(self) -> list[str]:
        return [_ms(self.median), _ms(self.p95)]


@dataclass(frozen=True, slots=True)
class Seeded:
    """Reviews of one size: being revised, being checked, resubmitted, and after several rounds."""

    told: Any
    letter: Any
    again: Any
    many: Any


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one person sees it."""

    name: str
    who: Any
    url: str


def main() -> None:
    size = _size()
    with tempfile.TemporaryDirectory(prefix="dhr-qa-bench-") as var, _service(Path(var)):
        from dhr_qa.demo.people import engage

        cast = engage()
        _say(f"Seeding {size.reviews} reviews, and one with {size.areas} areas.")
        few = _queries(_pages(cast, _seeded(cast, SMALL, size.small)))
        large = _seeded(cast, LARGE, size)
        pages = _pages(cast, large)
        _print_pages(pages, few, size)
        _print_pack(large.told, size)


def _size() -> Size:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    return Size(**vars(parser.parse_args()))


@contextmanager
def _service(var: Path) -> Iterator[None]:
    """The service on a scratch database, with the floor among its pages."""
    (var / "static").mkdir()
    os.environ |= {"VAR_DIR": str(var), "SECRET_KEY": SCRATCH}
    os.environ["DJANGO_SETTINGS_MODULE"] = "dhr_qa.tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings
    from django.urls import path

    from dhr_qa.urls import urlpatterns

    embedded = connection.vendor == "sqlite"
    connection.settings_dict["TEST"]["NAME"] = str(var / f"{SCRATCH}.db") if embedded else SCRATCH
    usual = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(ROOT_URLCONF=(path("floor/", _floor), *urlpatterns)):
            yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _floor(request: Any) -> Any:
    """The least that a page does: a session, a user, one query and a table of rows."""
    from django.http import HttpResponse
    from django.template import Context, Engine

    from audit.models import Event

    page = Engine.get_default().from_string(FLOOR_PAGE)
    rows = Event.objects.order_by("-pk")[:FLOOR_ROWS]
    return HttpResponse(page.render(Context({"user": request.user, "rows": rows})))


def _seeded(cast: Any, seed: int, size: Size) -> Seeded:
    """The invented reviews of the command, and those of one size that the pages are measured with."""
    from django.core.management import call_command

    from dhr_qa.demo import measuring
    from dhr_qa.demo.letters import RESUBMIT
    from dhr_qa.demo.panels import FULL, Member
    from dhr_qa.demo.papers import papers_of
    from dhr_qa.demo.words import USUAL as A_PLAN
    from documents.models import Capacity

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
    letter = measuring.bring(other, areas=size.areas, seed=seed)
    return Seeded(told, letter, again, many)


def _pages(cast: Any, seeded: Seeded) -> list[Page]:
    from django.urls import reverse

    from actionplans.models import Action
    from dhr_qa.demo.telling import next_month

    told, again, many = seeded.told, seeded.again.round.pk, seeded.many.review.pk
    review, qa_round = told.review.pk, told.round.pk
    action, month = Action.unscoped.of_review(told.review).first(), next_month(1)
    places: tuple[tuple[str, Any, str, tuple[int, ...]], ...] = (
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


def _client(who: Any) -> Callable[[str], bytes]:
    """Somebody who is signed in; fetching anything but a whole page is an error."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(who)

    def fetch(url: str) -> bytes:
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")
        return response.content

    return fetch


def _queries(pages: list[Page]) -> dict[str, int]:
    """How many queries each page makes, once it is warm."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for page in pages:
        fetch = _client(page.who)
        fetch(page.url)
        with CaptureQueriesContext(connection) as queries:
            fetch(page.url)
        found[page.name] = len(queries)
    return found


def _print_pages(pages: list[Page], few: dict[str, int], size: Size) -> None:
    many = _queries(pages)
    floors: list[float] = []
    rows = []
    for page in pages:
        floor, times, weight = _visited(page, size.runs)
        floors += floor.seconds
        counts = [str(few[page.name]), str(many[page.name]), f"{weight // 1024} KB"]
        rows.append([page.name, *counts, *times.cells, times.beside(floor)])
    rows.insert(0, ["Floor", "", "", "", *Times(tuple(floors)).cells, "1"])
    _say(
        f"\n{size.reviews} reviews; {size.areas} areas and {size.actions} actions in the large one, "
        f"{size.marked} areas in the resubmission, {size.rounds} rounds where they are many.\n"
    )
    heads = ["page", "queries, small", "queries, large", "size", "median ms", "p95 ms", "× floor"]
    _table(heads, rows)


def _visited(page: Page, runs: int) -> tuple[Times, Times, int]:
    """The floor and the page by turns, so that both share the machine's moods; and the page's bytes."""
    fetch = _client(page.who)
    weight = len(fetch(page.url))
    floor, times = _in_turn(lambda: fetch("/floor/"), lambda: fetch(page.url), runs)
    return floor, times, weight


def _print_pack(told: Any, size: Size) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone
    from pikepdf import Pdf

    from packs import contents, pdf

    now, qa_round = timezone.now(), told.round
    few = max(3, size.runs // 5)
    with CaptureQueriesContext(connection) as queries:
        whole = contents.assemble(qa_round, at=now, by=told.manager)
    html = pdf.to_html(whole)
    with tempfile.TemporaryDirectory() as folder:
        (kept := Path(folder) / "pack.pdf").write_bytes(data := pdf.to_pdf(html))
        with Pdf.open(kept) as document:
            pages = len(document.pages)
        steps = {
            "contents": _timed(lambda: contents.assemble(qa_round, at=now, by=None), size.runs),
            "HTML": _timed(lambda: pdf.to_html(whole), size.runs),
        }
        floor, steps["PDF"] = _in_turn(lambda: _plain(pages), lambda: pdf.to_pdf(html), few)
        steps["the same HTML printed by Chromium, started afresh"] = _chromium(
            Path(folder), html, few
        )
    _say(f"\nA pack of {pages} pages, {len(data) // 1024} KB, from {len(queries)} queries.\n")
    rows = [[name, *times.cells, times.beside(floor)] for name, times in steps.items() if times]
    plain = [f"Floor: {pages} pages of plain paragraphs", *floor.cells, "1"]
    _table(["pack", "median ms", "p95 ms", "× floor"], [plain, *rows])


def _plain(pages: int) -> bytes:
    """As many pages of plain paragraphs, set by the same engine without tags."""
    from weasyprint import HTML

    document: bytes = HTML(string=PLAIN_PAGE * pages).write_pdf()
    return document


def _chromium(folder: Path, html: str, runs: int) -> Times | None:
    """The browser's own printing as a yardstick, where there is one. It makes no PDF/UA."""
    if not CHROMIUM.exists():
        return None
    (source := folder / "pack.html").write_text(html, "utf-8")
    target = f"--print-to-pdf={folder / 'printed.pdf'}"
    command = [CHROMIUM, *PRINTING, f"--user-data-dir={folder / 'user'}", target, source]

    def printed() -> None:
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    return _timed(printed, runs)


def _timed(work: Callable[[], Any], runs: int) -> Times:
    work()
    return Times(tuple(_seconds(work) for _ in range(runs)))


def _in_turn(first: Callable[[], Any], second: Callable[[], Any], runs: int) -> tuple[Times, Times]:
    """Both by turns, once each to warm up."""
    first(), second()
    pairs = [(_seconds(first), _seconds(second)) for _ in range(runs)]
    firsts, seconds = zip(*pairs, strict=True)
    return Times(firsts), Times(seconds)


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}" if seconds < 1 else f"{seconds * 1000:,.0f}"


def _table(heads: list[str], rows: list[list[str]]) -> None:
    marks = ["---", *["---:"] * (len(heads) - 1)]
    _say("\n".join("| " + " | ".join(cells) + " |" for cells in [heads, marks, *rows]))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

"""What it costs to bring a plan in, short and long, and to download a very long one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.exports.formats import FORMATS
from actionplans.plans import read_plan
from actionplans.tables import read_tables
from dhr_qa.demo.people import Cast
from dhr_qa.tests.bench.alone import Told, alone
from dhr_qa.tests.bench.measures import (
    Size,
    Times,
    in_turn,
    megabytes,
    ms,
    say,
    seconds,
    table,
    timed,
)
from dhr_qa.tests.bench.service import FLOOR, queries, visitor
from intake.actions import keep_plan
from intake.models import PlanImport
from intake.tests.factories import confirmed, plan_file
from intake.tests.test_size import long_plan, statements
from reviews.tests.factories import review_of


@dataclass(frozen=True, slots=True)
class Step:
    """One step on a plan's way in; `asked` is its number of queries, "" where it makes none."""

    asked: str
    times: Times

    def cells(self, floor: Times) -> tuple[str, str, str]:
        return self.asked, ms(self.times.median), self.times.beside(floor)


def show(cast: Cast, size: Size) -> None:
    say("\n### Plans")
    short, floor = _steps(cast, max(1, size.rows // 10), size)
    long, other = _steps(cast, size.rows, size)
    say(f"\nPlans as Excel files, of {max(1, size.rows // 10)} and of {size.rows:,} rows.\n")
    both = Times((*floor.seconds, *other.seconds))
    heads = ("queries, {}", "ms, {}", "× floor, {}")
    rows = [(name, *short[name].cells(both), *long[name].cells(both)) for name in short]
    floor_row = ("Floor of a page", "", ms(both.median), "1", "", ms(both.median), "1")
    lengths = ("short", "long")
    table(("plan", *(h.format(n) for n in lengths for h in heads)), [floor_row, *rows])
    _show_exports(size)


def _steps(cast: Cast, length: int, size: Size) -> tuple[dict[str, Step], Times]:
    """The way of one file into the plans of several reviews, and the floor between its pages."""
    by, fetch, file = cast.alice, visitor(cast.alice), plan_file(*long_plan(length))
    plan = read_plan(read_tables(file.data, file.name))
    names = [f"Long {length} {at}" for at in range(size.few)]
    reviews = iter([review_of(cast.northbrook, by=by, name=name) for name in names])
    drafts: list[PlanImport] = []
    reading = timed(lambda: read_plan(read_tables(file.data, file.name)), size.few)
    keeping = _counted(
        lambda: drafts.append(keep_plan(next(reviews), file=file, plan=plan, by=by)), size.few
    )
    last, review = reverse("intake:check", args=[drafts[0].pk]), drafts[0].review_id
    floor, checking = _visited(fetch, last, size.few)
    left = iter(drafts)
    confirming = _counted(lambda: confirmed(next(left), by=by), size.few)
    again, planned = _visited(fetch, reverse("actionplans:plan", args=[review]), size.few)
    steps = {
        "reading the file": Step("", reading),
        "keeping its rows": keeping,
        "the page that checks them": checking,
        "confirming them": confirming,
        "the plan’s page afterwards": planned,
    }
    return steps, Times((*floor.seconds, *again.seconds))


def _counted(work: Callable[[], Any], runs: int) -> Step:
    """Each run is the first and only one for its review. What SQLite divides, for it takes few values at once, counts once."""
    taken, asked = [], 0
    for _ in range(runs):
        with CaptureQueriesContext(connection) as found:
            taken.append(seconds(work))
        asked = len(statements(found))
    return Step(str(asked), Times(tuple(taken)))


def _visited(fetch: Callable[[str], bytes], url: str, runs: int) -> tuple[Times, Step]:
    asked = queries(fetch, url)
    floor, times = in_turn(lambda: fetch(FLOOR), lambda: fetch(url), runs)
    return floor, Step(str(asked), times)


def _show_exports(size: Size) -> None:
    """Each in a process of its own, so that its memory is its own."""
    say(f"\nA plan of {size.exported:,} actions as a file, each made in a process of its own.\n")
    rows = []
    for form in ("", *FORMATS):
        told = [alone("export", form, str(size.exported)) for _ in range(size.few)]
        rows.append((form.upper() or "Floor: its rows only", *_export_cells(told)))
    table(("file", "seconds", "peak MB"), rows)


def _export_cells(told: list[Told]) -> tuple[str, str]:
    taken = Times(tuple(one.seconds for one in told)).median
    return f"{taken:.1f}", megabytes(max(one.peak for one in told))

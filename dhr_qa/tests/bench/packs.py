"""How setting a pack stands to a browser that prints the same HTML: usual and large, cold and warm, changed and not."""

from __future__ import annotations

import pickle
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from weasyprint import HTML

from dhr_qa.demo import measuring
from dhr_qa.demo.people import Cast
from dhr_qa.tests.bench.alone import Told, alone
from dhr_qa.tests.bench.measures import (
    Size,
    Times,
    in_turn,
    megabytes,
    ms,
    ratio,
    say,
    table,
    timed,
)
from dhr_qa.tests.bench.serving import show_serving
from dhr_qa.tests.browser import CHROMIUM, FLAGS
from packs.assembling import assemble
from packs.contents import Contents
from packs.parts import PARTS
from packs.pdf import set_pack, to_html
from printing.keeping import KeptInStorage
from printing.sections import Composed

SEEDS = (9054, 9057)  # reviews of Northbrook, apart from those of the pages; area 1 is answered
USUAL_AREAS, USUAL_ACTIONS = 12, 30
TENTH = 10
PRINTING = ("--headless", *FLAGS, "--no-pdf-header-footer")
PLAIN_WORDS = "Plain words of an everyday length fill the line and then go on to the next. " * 8
PLAIN_PAGE = f"<section style='break-after: page'>{f'<p>{PLAIN_WORDS}</p>' * 5}</section>"
CHROMIUM_PRINTS = "the same HTML printed by Chromium, started afresh"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One size of pack."""

    name: str
    areas: int
    actions: int

    @property
    def words(self) -> str:
        updates = f"{2 * self.actions} updates"
        return f"{self.areas} areas, {self.actions} actions and {updates}"


def show(cast: Cast, size: Size) -> None:
    say("\n### Packs")
    areas, actions = min(USUAL_AREAS, size.areas), min(USUAL_ACTIONS, size.actions)
    sizes = (Wanted("usual", areas, actions), Wanted("large", size.areas, size.actions))
    for wanted, seed in zip(sizes, SEEDS, strict=True):
        whole = _show_one(cast, wanted, seed, size)
    _show_growth(whole, size)
    show_serving(size)


def _show_one(cast: Cast, wanted: Wanted, seed: int, size: Size) -> Contents:
    told = measuring.revising(cast, seed, areas=wanted.areas, actions=wanted.actions)
    with CaptureQueriesContext(connection) as queries:
        whole = assemble(told.round, at=timezone.now(), by=told.manager)
    composed = set_pack(whole)  # which also starts its processes
    with tempfile.TemporaryDirectory() as folder:
        reading = timed(lambda: assemble(told.round, at=whole.made_at, by=None), size.runs)
        cold, memories = _cold(whole, Path(folder), size.few)
        browser = _chromium(whole, Path(folder), size.few)
        floor, steps = _steps(whole, composed, Path(folder), size)
    weight = len(composed.pdf) // 1024
    say(
        f"\nA {wanted.name} pack ({wanted.words}): {composed.length} pages, {weight} KB, from {len(queries)} "
        f"queries. Set from cold, the process takes {megabytes(memories.peak)} MB at its peak, and its largest "
        f"child {megabytes(memories.child)} MB.\n"
    )
    first = {f"Floor: {composed.length} pages of plain paragraphs": floor, "contents": reading}
    _print_steps(first | steps | {"everything new, from cold": cold}, floor, browser)
    return whole


def _print_steps(steps: dict[str, Times], floor: Times, browser: Times | None) -> None:
    rows = steps | ({CHROMIUM_PRINTS: browser} if browser else {})
    cells = [
        (name, ms(times.median), times.beside(floor), times.beside(browser))
        for name, times in rows.items()
    ]
    table(("pack", "median ms", "× floor", "× Chromium"), cells)


def _steps(
    whole: Contents, composed: Composed, folder: Path, size: Size
) -> tuple[Times, dict[str, Times]]:
    """By turns with the floor where nothing was kept, and then each kind of change where all was."""
    few = size.few
    floor, new = in_turn(lambda: _plain(composed.length), lambda: set_pack(whole), few)
    kept = KeptInStorage(FileSystemStorage(folder))
    set_pack(whole, kept=kept)

    def again(change: Callable[[Contents, str], Contents]) -> Times:
        changes = (change(whole, f"Changed {at} times.") for at in count(1))
        return timed(lambda: set_pack(next(changes), kept=kept), few)

    return floor, {
        "HTML": timed(lambda: to_html(whole), size.runs),
        "everything new, warm": new,
        "a tenth changed, in one place": again(_in_one_place),
        "a tenth changed, scattered": again(_scattered),
        "nothing changed": again(lambda pack, words: pack),
    }


def _in_one_place(whole: Contents, words: str) -> Contents:
    """Other words in the first tenth of the answers."""
    tenth = max(1, len(whole.answers) // TENTH)
    changed = (replace(answer, summary=words) for answer in whole.answers[:tenth])
    return replace(whole, answers=(*changed, *whole.answers[tenth:]))


def _scattered(whole: Contents, words: str) -> Contents:
    """Other words in every tenth answer and in the update of every tenth action."""
    return replace(
        whole,
        answers=_every_tenth(whole.answers, summary=words),
        plan=_every_tenth(whole.plan, update=words),
    )


def _every_tenth(rows: tuple[Any, ...], **changes: str) -> tuple[Any, ...]:
    return tuple(row if at % TENTH else replace(row, **changes) for at, row in enumerate(rows))


def _cold(whole: Contents, folder: Path, runs: int) -> tuple[Times, Told]:
    """From the start of a process to the PDF on the disk, as Chromium is timed; and the memory of the last."""
    (file := folder / "pack.pickle").write_bytes(pickle.dumps(whole))
    told: list[Told] = []
    times = timed(lambda: told.append(alone("pack", str(file))), runs)
    return times, told[-1]


def _plain(pages: int) -> bytes:
    """As many pages of plain paragraphs, set by the same engine without tags."""
    document: bytes = HTML(string=PLAIN_PAGE * pages).write_pdf()
    return document


def _chromium(whole: Contents, folder: Path, runs: int) -> Times | None:
    """The browser's own printing as a yardstick, where there is one. It makes no PDF/UA."""
    if not CHROMIUM.exists():
        return None
    (source := folder / "pack.html").write_text(to_html(whole), "utf-8")
    target = f"--print-to-pdf={folder / 'printed.pdf'}"
    user = f"--user-data-dir={folder / 'user'}"
    command = [str(CHROMIUM), *PRINTING, user, target, str(source)]
    return timed(
        lambda: subprocess.run(command, check=True, capture_output=True, timeout=300), runs
    )


def _show_growth(whole: Contents, size: Size) -> None:
    """Setting takes as long for each row of a long plan as of a short one."""
    lengths = (max(1, size.printed // TENTH), size.printed)
    each = [_per_row(whole, length, size.few) for length in lengths]
    say(f"\nA pack that holds only a plan, of {lengths[0]:,} and of {lengths[1]:,} actions.\n")
    rows = [(f"{length:,}", ms(one)) for length, one in zip(lengths, each, strict=True)]
    table(("actions", "ms for each action"), rows)
    say(f"\nFor each action the long one takes {ratio(each[1], each[0])} × the short one.")


def _per_row(whole: Contents, length: int, runs: int) -> float:
    others = frozenset(part.code for part in PARTS) - {"plan"}
    plan = replace(whole, plan=tuple(_rows(whole, length)), left_out=others)
    return timed(lambda: set_pack(plan), runs).median / length


def _rows(whole: Contents, length: int) -> Iterator[Any]:
    """Three actions under each recommendation, in the words of those that there are."""
    for at in range(length):
        row = whole.plan[at % len(whole.plan)]
        yield replace(row, number=str(at // 3 + 1), position=at + 1)

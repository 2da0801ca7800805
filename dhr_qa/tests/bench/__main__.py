"""What is measured, in which order, and how much of it."""

from __future__ import annotations

import argparse
import signal
import sys
from types import FrameType

from dhr_qa.tests import bench
from dhr_qa.tests.bench.measures import Size
from dhr_qa.tests.bench.service import scratch_service

PARTS = ("pages", "plans", "packs")
USUAL = {
    "reviews": (200, "invented reviews beside the ones that are looked at"),
    "areas": (60, "areas for development of the large review"),
    "actions": (150, "actions of the large review; each has two updates"),
    "marked": (120, "areas of the resubmission that is considered"),
    "rounds": (12, "rounds where they are many"),
    "rows": (500, "rows of the long plan; the short one has a tenth"),
    "exported": (5000, "actions of a plan that is downloaded"),
    "printed": (1000, "actions of a plan that is printed; also a tenth of them"),
    "packs": (10, "packs that one serving process begins"),
    "runs": (20, "visits to a page; what takes long is done a quarter as often"),
}
INTERRUPTED = 128


def main() -> None:
    chosen, size = _options()
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    signal.signal(signal.SIGINT, _leave)
    with scratch_service():
        from dhr_qa.demo.people import engage
        from dhr_qa.tests.bench import packs, pages, plans

        measured = {"pages": pages.show, "plans": plans.show, "packs": packs.show}
        cast = engage()
        for part in chosen:
            measured[part](cast, size)


def _options() -> tuple[list[str], Size]:
    parser = argparse.ArgumentParser(description=bench.__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="this part, not all three")
    for name, (usual, means) in USUAL.items():
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{means} ({usual})")
    given = vars(parser.parse_args())
    return given.pop("only") or list(PARTS), Size(**given)


def _leave(number: int, frame: FrameType | None) -> None:
    """As an exception, so that everything on the way out is taken away."""
    sys.exit(INTERRUPTED + number)


if __name__ == "__main__":
    main()

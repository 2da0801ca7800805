"""Makes a pack from the command line, for whoever has the disk: nothing is kept in the service."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feedback.models import FeedbackLetter
from packs.assembling import assemble, letter_of
from packs.enclosed import all_are_whole, enclosed_in
from packs.pdf import set_pack, to_html
from reviews.models import Review, Round


class Command(BaseCommand):
    help = "Make the resubmission pack of a review's latest round that has a feedback letter."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("reference", help="the review's own reference")
        parser.add_argument("--output", type=Path, required=True, help="where the PDF goes")
        parser.add_argument("--html", type=Path, help="where the HTML that it is made from goes")

    def handle(
        self, *args: Any, reference: str, output: Path, html: Path | None, **options: Any
    ) -> None:
        for path in filter(None, (output, html)):
            check(path)
        qa_round = answered_round(reference)
        files = enclosed_in(letter_of(qa_round))
        if not (whole := all_are_whole(files)):
            raise CommandError(whole.reason)
        contents = assemble(qa_round, at=timezone.now(), by=None, enclosed=files)
        if html:
            write(html, to_html(contents).encode())
        write(output, set_pack(contents).pdf)
        self.stdout.write(f"{contents.answered} of {contents.total} answered; the pack is written")


def answered_round(reference: str) -> Round:
    """The latest round with a confirmed letter of the one review with this reference."""
    found = Review.unscoped.filter(reference=reference)
    if len(found) != 1:
        many = "More than one review has" if found else "No review has"
        raise CommandError(f"{many} the reference “{reference}”.")
    rounds = Round.unscoped.filter(review=found[0], letters__in=FeedbackLetter.unscoped.confirmed())
    if latest := rounds.order_by("number").last():
        return latest
    raise CommandError(f"The review “{reference}” has no confirmed feedback letter yet.")


def check(path: Path) -> None:
    """Said before the pack is set, which takes a while."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name a file.")
    if not path.absolute().parent.is_dir():
        raise CommandError(f"There is no folder {path.parent}.")


def write(path: Path, data: bytes) -> None:
    """The whole file or nothing: another reader never finds half a pack.

    What is there already and is no plain file, such as a device, is written to and never replaced.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        target = path.resolve()
        part = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
        try:
            part.write_bytes(data)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from None

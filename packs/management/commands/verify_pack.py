"""Holds a pack, or the ZIP file that went with it, against its manifest and against what the service kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from audit.models import Event
from govuk.words import count, day_time
from packs.models import Pack
from printing.manifests import DAMAGED, Manifest, Problem, Verified, verify_zip
from sandbox.apart import apart
from sandbox.limits import MB, Limits

SAYS = {
    Problem.MISSING: "is missing",
    Problem.CHANGED: "is not what it was",
    Problem.OTHER_SIZE: "has another size than it had",
    Problem.NOT_LISTED: "is not in the manifest",
    Problem.DAMAGED: "is missing or damaged",
}
LIMITS = Limits(work=120, clock=180.0, memory=2048 * MB)


class Command(BaseCommand):
    help = "Check a pack (PDF) or the ZIP file beside it against its manifest. Exit code 1 when it is not whole."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        verified = _verified(file)
        for finding in verified.findings:
            self.stderr.write(f"{finding.name} {SAYS[finding.problem]}")
        if not verified.is_sound or verified.manifest is None:
            raise CommandError(f"{file.name} is not whole.")
        self._tell(verified.manifest)
        self._compare(file, verified.manifest)

    def _tell(self, manifest: Manifest) -> None:
        held = sum(bool(entry.where) for entry in manifest.files)
        self.stdout.write(f"{manifest.title}, made on {day_time(manifest.made_at)}")
        listed = count(len(manifest.files), "file,files")
        here = f"{held} of them here and unchanged" if held else "none of them inside it as a file"
        self.stdout.write(f"{listed} in the manifest, {here}")

    def _compare(self, file: Path, manifest: Manifest) -> None:
        """What the service itself knows of it, where its database is at hand."""
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        try:
            pack = Pack.unscoped.filter(sha256=digest).first()
            sealed = _is_in_the_log(manifest.audit_head)
        except DatabaseError:
            self.stdout.write(
                "The database of the service is not here, so nothing was compared with it."
            )
            return
        if pack:
            self.stdout.write(f"The service kept these very bytes on {day_time(pack.at)}.")
        elif file.read_bytes()[:4] == b"%PDF":
            raise CommandError(
                "The files inside are what the manifest says, but the service of this database did not keep "
                "these bytes: a page may have been changed, or the pack was made elsewhere."
            )
        known = "is in" if sealed else "is not in"
        self.stdout.write(f"The event that its manifest names {known} the event log.")


def _verified(file: Path) -> Verified:
    try:
        with file.open("rb") as opened:
            reads = READS.get(opened.read(4))
    except OSError as error:
        raise CommandError(f"Cannot read {file}: {error.strerror}.") from None
    if reads is None:
        raise CommandError(f"{file.name} is neither a PDF nor a ZIP file.")
    return reads(file)


def _verified_pdf(file: Path) -> Verified:
    """It may come from anywhere, so it is opened apart."""
    path = "printing.manifests.verify_pdf"
    try:
        return apart(path, file.read_bytes(), returns=Verified, refusal=_Unread, limits=LIMITS)
    except _Unread:
        return DAMAGED


class _Unread(Exception):
    """The look was ended from outside."""


READS = {b"%PDF": _verified_pdf, b"PK\x03\x04": verify_zip}


def _is_in_the_log(head: str) -> bool:
    number, _, digest = head.partition(" ")
    return number.isdecimal() and Event.objects.filter(number=number, digest=digest).exists()

"""Removes the reviews whose disposal was agreed and waited for, and what an earlier removal left behind."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from access.verdict import Refused
from govuk.words import count
from retention.leftovers import forget_printed_since_the_last
from retention.models import DisposalProposal
from retention.policies import may_remove
from retention.removing_actions import dispose


class Command(BaseCommand):
    help = "Remove the reviews whose disposal two people agreed to, once the wait is over. Run it daily."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many would be removed now"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        ready = [one for one in _agreed() if may_remove(None, one)]
        if dry_run:
            self.stdout.write(f"{count(len(ready), 'review,reviews')} would be removed.")
            return
        failed = [one for one in ready if not self._removes(one)]
        forget_printed_since_the_last()
        call_command("sweep_files", stdout=self.stdout)
        self.stdout.write(f"Removed {count(len(ready) - len(failed), 'review,reviews')}.")
        if failed:
            raise CommandError(f"{count(len(failed), 'review was,reviews were')} not removed.")

    def _removes(self, proposal: DisposalProposal) -> bool:
        """Each in a transaction of its own, so that one that fails leaves the others to go."""
        try:
            certificate = dispose(proposal, by=None)
        except Refused as refusal:
            self.stderr.write(f"Proposal {proposal.pk}: {refusal}")
            return False
        self.stdout.write(f"Proposal {proposal.pk}: certificate {certificate.pk}")
        return True


def _agreed() -> Any:
    rows = DisposalProposal.unscoped.open().filter(decisions__kind="agreed")
    return rows.select_related("review__organisation").prefetch_related("decisions")

"""What a disposal leaves outside the database until it is cleared up: files, and sections that were printed."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from printing.keeping import KeptInStorage
from retention.models import DisposalCertificate

logger = logging.getLogger(__name__)


def clear_up(names: Iterable[str]) -> None:
    """Remove the files of rows that are gone. No failure leaves here: what stays is swept away later."""
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:
            logger.error("A file of a removed row was not removed: %s", type(error).__name__)
    forget_printed(timezone.now())
    _empty_the_log_of_writes()


def forget_printed(before: dt.datetime) -> int:
    """Forget every printed section that was kept before: it is not known whose words each holds.

    They are made again when somebody asks for a pack.
    """
    kept = KeptInStorage(default_storage)
    return kept.prune(most=sys.maxsize, oldest=dt.timedelta(0), at=before)


def forget_printed_since_the_last() -> int:
    """What a crash after the last disposal may have left."""
    last = DisposalCertificate.unscoped.first()
    return forget_printed(last.at) if last else 0


def _empty_the_log_of_writes() -> None:
    """SQLite's journal of writes holds pages as they were; what was removed must not stay in it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

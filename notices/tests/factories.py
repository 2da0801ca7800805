"""Notices, made through the action that tells people."""

from __future__ import annotations

from accounts.models import User
from notices.actions import tell
from notices.models import Notice, NoticeKind
from reviews.models import Review


def notice_to(
    person: User, review: Review, *, by: User, kind: NoticeKind = NoticeKind.YOUR_TURN
) -> Notice:
    """One thing that a person was told of a review."""
    [notice] = tell([person], kind, review=review, href=review.get_absolute_url(), by=by)
    return notice

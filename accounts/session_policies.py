"""May this person end that session, or all sessions of somebody?"""

from __future__ import annotations

from typing import Any

from access.verdict import YES, Verdict
from accounts.models import Organisation, User

NOT_YOURS = Verdict("You can only end sessions of your own.")
NOT_YOUR_PEOPLE = Verdict(
    "Only an administrator of an organisation that they work for can sign them out."
)


def may_end_session(by: User, session: Any) -> Verdict:
    return YES if session.user_id == by.pk else NOT_YOURS


def may_end_sessions(by: User | None, user: User) -> Verdict:
    """Their own; or of somebody with a role, now or before, where `by` looks after people.

    Nobody (None) is whoever runs the service.
    """
    if by is None or by == user:
        return YES
    theirs = Organisation.unscoped.administered_by(by).filter(memberships__user=user)
    return YES if theirs.exists() else NOT_YOUR_PEOPLE


def may_unlink(by: User, link: Any) -> Verdict:
    return YES if link.user_id == by.pk else NOT_YOURS

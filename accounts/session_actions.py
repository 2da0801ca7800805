"""What happens to sessions: each function is one thing that happened and writes one event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts import sessions
from accounts.models import User
from accounts.session_policies import may_end_session, may_end_sessions
from audit.record import record
from drafts.keeping import keep
from drafts.models import Draft


@transaction.atomic
def end_session(session: UserSession, *, by: User) -> None:
    """Sign this person out in one browser."""
    may_end_session(by, session).require()
    sessions.end([session])
    record("accounts.session_ended", by, by=by, session=session.pk)


@transaction.atomic
def end_other_sessions(user: User, *, this: str, by: User) -> int:
    """Sign this person out everywhere but in the session with this key; how many sessions that were."""
    may_end_sessions(by, user).require()
    others = [one for one in sessions.sessions_of(user) if one.session_key != this]
    return _ended(user, others, by)


@transaction.atomic
def end_sessions(user: User, *, by: User | None) -> int:
    """Sign this person out everywhere, for example because they have left; how many sessions that were."""
    may_end_sessions(by, user).require()
    return _ended(user, sessions.sessions_of(user), by)


@transaction.atomic
def keep_text(user: User, *, page: str, data: Mapping[str, Any], by: User) -> Draft | None:
    """Keep what somebody sent after their time was over; None if there was nothing to keep."""
    draft = keep(user, page, data)
    if draft:
        record("accounts.text_kept", user, by=by, page=page)
    return draft


def _ended(user: User, ended: list[UserSession], by: User | None) -> int:
    number = sessions.end(ended)
    record("accounts.sessions_ended", user, by=by, sessions=number)
    return number

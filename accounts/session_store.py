"""Sessions as the database keeps them, each with the row that says where it was begun (`SESSION_ENGINE`)."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    """Django's own; but what is listed of a session follows it, and is gone when the session is."""

    def cycle_key(self) -> None:
        """The session goes on under another key, for example after a new password."""
        before = self.session_key
        super().cycle_key()
        if before:
            UserSession.objects.filter(session_key=before).update(session_key=self.session_key)

    def flush(self) -> None:
        ended = self.session_key
        super().flush()
        if ended:
            UserSession.objects.filter(session_key=ended).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """What `manage.py clearsessions` does: no address or browser of anybody is kept longer."""
        super().clear_expired()
        kept = cls.get_model_class().objects.values("session_key")
        UserSession.objects.exclude(session_key__in=kept).delete()

"""Runs what tests ask for in processes of their own, each at a service of its own, and kills them when told to.

Each process is a copy of this one, in which everything is loaded, so it begins at once. It is asked on
its standard input, a line of JSON each, and answers with one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import Any


def main() -> None:
    import django

    django.setup()
    from backups.tests import deeds  # noqa: F401 -- loaded before the first copy is made

    print("ready", flush=True)  # noqa: T201 -- this is how it answers
    for asked in sys.stdin:
        print(json.dumps(_answer(**json.loads(asked))), flush=True)  # noqa: T201 -- as above


def _answer(
    database: str, var: str, deed: str, given: list[str], told: str, kill_after: float | None
) -> dict[str, Any]:
    begun = time.monotonic()
    child = os.fork()
    if not child:
        _be(database, var, deed, given, told)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return {"status": os.waitstatus_to_exitcode(status), "took": time.monotonic() - begun}


def _be(database: str, var: str, deed: str, given: list[str], told: str) -> None:
    """The copy: it does what was asked and ends, whatever happens."""
    status = 1
    with Path(told).open("w", encoding="utf-8") as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
        try:
            _at(database, Path(var))
            from backups.tests import deeds

            getattr(deeds, deed)(*given)
            status = 0
        except SystemExit:
            pass  # a command that was refused, and has said why
        except BaseException:  # noqa: BLE001 -- the test reads it
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)


def _at(database: str, var: Path) -> None:
    """Settle at another database and another folder than those of the environment."""
    from django.conf import settings
    from django.db import connections
    from django.test.signals import setting_changed

    default = settings.DATABASES["default"] | _database(database)
    connections.settings = connections.configure_settings({"default": default})
    if hasattr(connections._connections, "default"):
        del connections["default"]
    settings.FILES_DIR = var / "files"
    options = settings.STORAGES["default"]["OPTIONS"] | {"location": settings.FILES_DIR}
    settings.STORAGES["default"]["OPTIONS"] = options
    setting_changed.send(None, setting="STORAGES", value=settings.STORAGES, enter=True)


def _database(name: str) -> dict[str, Any]:
    """A path is SQLite, as the service has it; a name is a database of the server of the environment."""
    if not name.startswith("/"):
        return {"NAME": name}
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}


if __name__ == "__main__":
    main()

"""How far the database has been migrated, and taking it to where a backup was made."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from backups.faults import BackupFault

Step = tuple[str, str]  # (app, name)
LATER_RELEASE = (
    "The backup was made by a later release, which has {steps}. Install that release, then restore."
)
AHEAD = (
    "The backup was made by an earlier release, and this database has been migrated further. Restore "
    "into a database without tables: it is migrated on the way."
)


def applied() -> list[Step]:
    """Every migration of this database that this release knows, in the order of their names."""
    loader = MigrationLoader(connection)
    return sorted(step for step in loader.applied_migrations if step in loader.disk_migrations)


def is_up_to_date() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def take_to(steps: Iterable[Step]) -> Apps:
    """Migrate an empty database to where these migrations, and no others, have been applied.

    Returns the models as they were then. Raises `BackupFault` where that cannot be.
    """
    wanted, executor = set(steps), MigrationExecutor(connection)
    loader = executor.loader
    if unknown := wanted - set(loader.graph.nodes):
        raise BackupFault(
            LATER_RELEASE.format(steps=", ".join(f"{a} {n}" for a, n in sorted(unknown)))
        )
    if set(loader.applied_migrations) - wanted:
        raise BackupFault(AHEAD)
    last = [step for step in sorted(wanted) if not _is_followed(loader, step, wanted)]
    executor.migrate(last)
    return loader.project_state(last).apps


def bring_up_to_date() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _is_followed(loader: MigrationLoader, step: Step, wanted: set[Step]) -> bool:
    """Whether a later one of the same app is wanted too."""
    children = (node.key for node in loader.graph.node_map[step].children)
    return any(child in wanted and child[0] == step[0] for child in children)

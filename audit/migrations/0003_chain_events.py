"""The events that were there already are numbered and sealed, in the order of their keys."""

from django.db import migrations

from audit.chain import START, Head, digest_of  # the one way of sealing: it can never change

BATCH = 1000  # four values each: far below what a statement of either database can hold
SEAL = (
    "UPDATE audit_event SET number = sealed.column2, previous = sealed.column3, digest = sealed.column4 "
    "FROM (VALUES {rows}) AS sealed WHERE audit_event.id = sealed.column1"
)


def seal(apps, schema_editor):
    Event = apps.get_model("audit", "Event")
    last, head = 0, START
    with schema_editor.connection.cursor() as cursor:
        while events := list(Event.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
            values = []
            for event in events:
                event.number, event.previous = head.number + 1, head.digest
                event.changes_sealed, event.detail_digest = event.changes, ""  # as they are called now
                head = Head(event.number, digest_of(event))
                values += [event.pk, event.number, event.previous, head.digest]
            rows = ", ".join(["(%s, %s, %s, %s)"] * len(events))
            cursor.execute(SEAL.format(rows=rows), values)
            last = events[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_chain_fields'),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]

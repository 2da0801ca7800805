from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('actionplans', '0003_supporting_agencies'),
    ]

    operations = [
        append_only(
            'actionplans.ActionUpdate',
            'actionplans.ActionEnd',
            'actionplans.ActionUpdate_evidence',
            disposable=True,
        ),
    ]

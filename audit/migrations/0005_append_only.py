from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0004_chain_required'),
    ]

    operations = [
        append_only('audit.Event'),
    ]

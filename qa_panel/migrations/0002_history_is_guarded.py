from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('qa_panel', '0001_initial'),
    ]

    operations = [
        append_only(
            'qa_panel.Taking',
            'qa_panel.PanelView',
            disposable=True,
        ),
    ]

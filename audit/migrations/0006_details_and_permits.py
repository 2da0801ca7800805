import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

import audit.models
from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0005_append_only'),
    ]

    operations = [
        migrations.AlterField('event', 'changes', models.JSONField(db_column='changes', default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
        migrations.RenameField('event', 'changes', 'changes_sealed'),
        migrations.AddField('event', 'detail_digest', models.CharField(blank=True, default='', max_length=64), preserve_default=False),
        append_only('audit.Event'),  # again: SQLite has made the table anew
        migrations.CreateModel(
            name='EventDetail',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='detail', serialize=False, to='audit.event')),
                ('changes', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('salt', models.CharField(default=audit.models.new_salt, editable=False, max_length=32)),
            ],
            options={
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Permit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.event')),
            ],
        ),
        append_only('audit.EventDetail', disposable=True),
    ]

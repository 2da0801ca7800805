from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0005_history_is_guarded'),
    ]

    operations = [
        migrations.AddField(
            model_name='storedfile',
            name='holds',
            field=models.JSONField(editable=False, null=True),
        ),
    ]

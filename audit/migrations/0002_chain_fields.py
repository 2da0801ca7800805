from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AddField('event', 'number', models.BigIntegerField(editable=False, null=True)),
        migrations.AddField('event', 'previous', models.CharField(max_length=64, null=True)),
        migrations.AddField('event', 'digest', models.CharField(max_length=64, null=True)),
        migrations.AddField('event', 'origin', models.CharField(blank=True, default='', max_length=45), preserve_default=False),
        migrations.AddField('event', 'request', models.CharField(blank=True, default='', max_length=32), preserve_default=False),
    ]

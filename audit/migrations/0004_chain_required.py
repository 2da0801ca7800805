from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_chain_events'),
    ]

    operations = [
        migrations.AlterField('event', 'number', models.BigIntegerField(editable=False, unique=True)),
        migrations.AlterField('event', 'previous', models.CharField(max_length=64)),
        migrations.AlterField('event', 'digest', models.CharField(max_length=64)),
    ]

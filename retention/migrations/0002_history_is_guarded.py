from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('retention', '0001_initial'),
    ]

    operations = [
        append_only('retention.RetentionPeriod', 'retention.DisposalCertificate'),
        append_only(
            'retention.ReviewDate',
            'retention.DisposalHold',
            'retention.DisposalProposal',
            'retention.DisposalDecision',
            disposable=True,
        ),
    ]

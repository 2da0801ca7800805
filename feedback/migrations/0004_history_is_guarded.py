from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('feedback', '0003_the_whole_cycle'),
    ]

    operations = [
        append_only(
            'feedback.LetterCorrection',
            'feedback.SubmittedAnswer',
            'feedback.Revision',
            'feedback.Assignment',
            'feedback.Comment',
            'feedback.Revision_evidence',
            disposable=True,
        ),
    ]

from django.db import migrations

from audit.triggers import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0006_details_and_permits'),
        ('documents', '0001_initial'),
    ]

    operations = [
        append_only(
            'documents.Document',
            'documents.DocumentVersion',
            'documents.LeftOut',
            'documents.SignOff',
            'documents.Submission',
            'documents.Submission_versions',
            'documents.Submission_sign_offs',
            disposable=True,
        ),
    ]

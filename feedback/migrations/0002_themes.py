"""The first list of themes. From here on the table holds it, and people may change it."""

from django.db import migrations

THEMES = (
    ("equality-and-diversity", "Equality and diversity"),
    ("depth-of-analysis", "Depth of analysis"),
    ("recommendations", "Recommendations"),
    ("domestic-abuse-dynamics", "Domestic abuse dynamics"),
    ("structure-and-template", "Structure and template"),
    ("review-panel", "Review panel membership and expertise"),
    ("action-plan", "Action plan"),
    ("terms-of-reference", "Terms of reference"),
    ("anonymity", "Anonymity"),
    ("definitions", "Definitions"),
    ("family-involvement", "Family involvement"),
    ("victims-voice", "Victim’s voice"),
    ("executive-summary", "Executive summary"),
    ("language-and-tone", "Language and tone"),
    ("proofreading", "Proofreading"),
    ("chronology", "Chronology"),
    ("agency-gaps", "Agency gaps"),
    ("research", "Research"),
    ("children", "Children"),
    ("perpetrator", "Perpetrator"),
    ("parallel-reviews", "Parallel reviews"),
    ("dissemination", "Dissemination"),
    ("independence-of-the-chair", "Independence of the chair"),
    ("context", "Context"),
    ("good-practice", "Good practice"),
)


def add_themes(apps, schema_editor):
    Theme = apps.get_model("feedback", "Theme")
    Theme.objects.bulk_create(
        Theme(slug=slug, name=name, position=position)
        for position, (slug, name) in enumerate(THEMES, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    operations = [migrations.RunPython(add_themes, migrations.RunPython.noop)]

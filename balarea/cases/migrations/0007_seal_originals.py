"""Texts with personal data that are already there: masked, the originals sealed; and how often each case was reopened."""

from django.db import migrations

from balarea.conduct import mask
from balarea.registry.sealing import seal, unseal


def seal_all(apps, schema_editor):
    Case, Entry = apps.get_model("cases", "Case"), apps.get_model("cases", "Entry")
    for entry in Entry.objects.filter(sealed=None).iterator(chunk_size=1000):
        masked = mask(entry.text)
        if masked != entry.text:
            Entry.objects.filter(pk=entry.pk).update(text=masked, sealed=seal(entry.text))
    for case in Case.objects.iterator(chunk_size=1000):
        count = Entry.objects.filter(case=case, kind="event", text__startswith="Dibuka kembali").count()
        Case.objects.filter(pk=case.pk).update(text=mask(case.text), reopened=count)


def unseal_all(apps, schema_editor):
    Case, Entry = apps.get_model("cases", "Case"), apps.get_model("cases", "Entry")
    for entry in Entry.objects.exclude(sealed=None).iterator(chunk_size=1000):
        text = unseal(entry.sealed)
        Case.objects.filter(pk=entry.case_id, text=entry.text).update(text=text)
        Entry.objects.filter(pk=entry.pk).update(text=text, sealed=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_originals")]
    operations = [migrations.RunPython(seal_all, unseal_all)]

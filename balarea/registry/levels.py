"""Whose an agency is: the administrations between which cases are handed off."""

from django.db.models import TextChoices


class Level(TextChoices):
    """The administration that an agency belongs to. UTILITY: a company or fund that serves the public (PLN, PDAM, BPJS)."""

    PROVINCE = "province", "Pemerintah provinsi"
    REGENCY = "regency", "Pemerintah kabupaten/kota"
    NATIONAL = "national", "Pemerintah pusat"
    UTILITY = "utility", "Badan usaha atau badan layanan"

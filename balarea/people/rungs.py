"""The ladder on which a case climbs, apart from the tables so that pure modules can name its rungs."""

from django.db.models import TextChoices


class Rung(TextChoices):
    """The ladder on which a case climbs that waits too long, lowest first."""

    OPERATOR = "operator", "Operator"
    UNIT_HEAD = "unit_head", "Kepala unit"
    AGENCY_HEAD = "agency_head", "Kepala perangkat daerah"
    REGIONAL_SECRETARY = "regional_secretary", "Sekretaris daerah"
    GOVERNOR = "governor", "Gubernur"


AGENCY_RUNGS = frozenset({Rung.OPERATOR, Rung.UNIT_HEAD, Rung.AGENCY_HEAD})

"""Which cases anybody may find in the public list, and which are only counted."""

from django.db.models import Exists, OuterRef, Q

from balarea.cases.models import Receipt
from balarea.cases.partners.reported import CONFIDENTIAL
from balarea.networks.report import NETWORK


def openly() -> Q:
    """Cases that the list shows: from posts that everybody could read anyway, and reports whose writers let them stand in
    it. Not what was said to us alone, is no complaint, or has a confidential topic."""
    reported = Receipt.objects.filter(case=OuterRef("pk"), kind=Receipt.Kind.REPORT)
    agreed = Exists(reported.filter(listed=True)) & ~Exists(reported.filter(listed=False))
    found = Q(private=False, dismissed=False) & ~Q(topic__in=CONFIDENTIAL)
    return found & (~Q(network=NETWORK) | agreed)

"""The labels of a post; their meaning is in docs/glossary.md, the order here is the order of the models' columns."""

from enum import StrEnum


class Lang(StrEnum):
    """Main language, ISO 639; `other` when it is none of these."""

    INDONESIAN = "id"
    SUNDANESE = "su"
    JAVANESE = "jv"
    BETAWI = "bew"
    MINANGKABAU = "min"
    ENGLISH = "en"
    OTHER = "other"


class Sentiment(StrEnum):
    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Intent(StrEnum):
    COMPLAINT = "complaint"
    INCIDENT = "incident"
    AID_REQUEST = "aid_request"
    INFORMATION_REQUEST = "information_request"
    ASPIRATION = "aspiration"
    PRAISE = "praise"
    OTHER = "other"


class Urgency(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class Mixed(StrEnum):
    """Whether a second language carries a clause or three words."""

    NO = "no"
    YES = "yes"


class Abuse(StrEnum):
    """Whether it insults: a person or an office (abuse), or a group for what it is (hate)."""

    NONE = "none"
    ABUSE = "abuse"
    HATE = "hate"


UNSURE = "unsure"  # said instead of a label of HEADS below the model's `doubt`

TOPICS = (
    "education", "health", "roads", "water_flood", "clean_water", "housing", "public_order", "social_aid", "labour",
    "women_children", "food_livestock", "environment", "civil_registry", "village", "transport", "telecom", "sme",
    "permits", "youth_sport", "tourism_culture", "fisheries", "agriculture", "forestry", "energy", "trade",
    "vehicle_tax", "disaster", "integrity", "civil_service", "none",
)  # fmt: skip

HEADS: dict[str, tuple[str, ...]] = {
    "lang": tuple(Lang),
    "mixed": tuple(Mixed),
    "sentiment": tuple(Sentiment),
    "intent": tuple(Intent),
    "urgency": tuple(Urgency),
    "topic": TOPICS,
    "abuse": tuple(Abuse),
}


class Style(StrEnum):
    """How a text is written: as people post, or as prose (reviews, news, stories)."""

    POST = "post"
    PROSE = "prose"


# Prose is read by columns of its own, mixed in by how much a text is prose, and the mood of Betawi prose by further ones,
# mixed in by how much it is Betawi: its corpora know no neutral texts. These columns are the model's alone.
PROSE = {"lang": "prose lang", "sentiment": "prose sentiment"}
BETAWI = "betawi sentiment"
COLUMNS = HEADS | {"style": tuple(Style)} | {name: HEADS[head] for head, name in PROSE.items()}
COLUMNS |= {BETAWI: HEADS["sentiment"]}

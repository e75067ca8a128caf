"""The SQL of the parted table, for its migration: what Django cannot say.

The one covering index answers every count by index alone; each further index would slow ingest (DESIGN, decision 3)."""

CREATE = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TEXT SEARCH CONFIGURATION balarea (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION balarea ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
CREATE TABLE posts_post (
    network text NOT NULL,
    external_id text NOT NULL,
    published_at timestamptz NOT NULL,
    ingested_at timestamptz NOT NULL,
    text text NOT NULL,
    author_external_id text NOT NULL,
    author_handle text NOT NULL,
    author_name text NOT NULL,
    url text NOT NULL,
    reply_to text NOT NULL,
    root text NOT NULL,
    lat double precision CHECK (lat BETWEEN -90 AND 90),
    lon double precision CHECK (lon BETWEEN -180 AND 180),
    metrics jsonb NOT NULL,
    mentions text[] NOT NULL,
    lang text NOT NULL, lang_confidence real NOT NULL,
    mixed boolean NOT NULL,
    sentiment text NOT NULL, sentiment_confidence real NOT NULL,
    intent text NOT NULL, intent_confidence real NOT NULL,
    urgency text NOT NULL, urgency_confidence real NOT NULL,
    topic text NOT NULL, topic_confidence real NOT NULL,
    places jsonb NOT NULL,
    area_code text NOT NULL, area_confidence real NOT NULL,
    regency_code text NOT NULL,
    model_version text NOT NULL,
    demo boolean NOT NULL,
    search tsvector NOT NULL,
    PRIMARY KEY (network, external_id, published_at)
) PARTITION BY RANGE (published_at);
CREATE INDEX posts_post_counts ON posts_post
    (published_at, regency_code, topic, sentiment, intent, urgency, lang, network);
CREATE INDEX posts_post_search ON posts_post USING gin (search);
CREATE INDEX posts_post_thread ON posts_post (root) WHERE root <> '';
CREATE INDEX posts_post_author ON posts_post (author_external_id, published_at);
"""
UNDERSTOOD = """
ALTER TABLE posts_post
    ADD COLUMN abuse text NOT NULL DEFAULT '',
    ADD COLUMN abuse_confidence real NOT NULL DEFAULT 0,
    ADD COLUMN signature bytea NOT NULL DEFAULT '';
"""  # posts that are there already were never asked: they say nothing
NOT_UNDERSTOOD = """
ALTER TABLE posts_post DROP COLUMN abuse, DROP COLUMN abuse_confidence, DROP COLUMN signature
"""
PRIVATE = """
ALTER TABLE posts_post ADD COLUMN private boolean NOT NULL DEFAULT false;
UPDATE posts_post SET private = true WHERE network = 'report';
"""  # a constant default rewrites no row; reports were handed to us, not published
NOT_PRIVATE = "ALTER TABLE posts_post DROP COLUMN private"
REVISED = """
ALTER TABLE posts_post ADD COLUMN edited_at timestamptz, ADD COLUMN deleted_at timestamptz;
CREATE INDEX posts_post_edited ON posts_post (external_id) WHERE edited_at IS NOT NULL;
"""  # nearly no post is edited: the index is small
NOT_REVISED = "ALTER TABLE posts_post DROP COLUMN edited_at, DROP COLUMN deleted_at"
RECENT = "CREATE INDEX posts_post_ingested ON posts_post USING brin (ingested_at)"  # rows lie in this order: a few kB
DROP = """
DROP TABLE posts_post;
DROP TEXT SEARCH CONFIGURATION balarea;
"""

-- The current state of each actor.
--
-- The three texts are the identity. They can have 3 KiB together, which is more than a B-tree can
-- hold in one entry, so that the primary key is their SHA-256; every statement compares the texts
-- as well, so that no digest can ever stand for two actors.
-- Text is compared byte by byte, whatever the database's own collation is.
CREATE TABLE actors (
  digest     bytea            PRIMARY KEY,
  system     text COLLATE "C" NOT NULL,
  parent     text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  revision   bigint           NOT NULL,
  writer     bigint           NOT NULL,
  updated_at timestamptz      NOT NULL,
  state      bytea            NOT NULL
);

-- A state is opaque, and often encrypted: compressing it costs time and saves nothing.
ALTER TABLE actors ALTER COLUMN state SET STORAGE EXTERNAL;

-- One row, written to find out whether the database can be written.
CREATE TABLE probe (
  id         integer     PRIMARY KEY CHECK (id = 1),
  checked_at timestamptz NOT NULL
);
INSERT INTO probe (id, checked_at) VALUES (1, now());

-- The current state of each actor.
--
-- A table with a rowid and a unique index: an update of the state then rewrites the row alone and
-- leaves the index as it is. WITHOUT ROWID would keep states of any size inside the tree that is
-- searched by key, which is right only for rows much smaller than a page.
-- Text is compared byte by byte (the collation BINARY is the default).
CREATE TABLE actors (
  system     TEXT    NOT NULL,
  parent     TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  writer     INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, -- Milliseconds since 1970.
  state      BLOB    NOT NULL,
  PRIMARY KEY (system, parent, name)
) STRICT;

-- One row, written to find out whether the file can be written.
CREATE TABLE probe (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  checked_at INTEGER NOT NULL -- Milliseconds since 1970.
) STRICT;
INSERT INTO probe (id, checked_at) VALUES (1, 0);

-- The history of an actor becomes a chain: the actor's row knows the newest of its earlier states, and
-- each of them the one before. A state that is kept is then put behind all others, into a page that is
-- being filled anyway. Found by system, parent, name and revision it needed an index, of which each
-- save wrote another page.

-- In the order of revisions, so that each refers to a lower id only.
CREATE TABLE numbered (id INTEGER PRIMARY KEY, source INTEGER NOT NULL UNIQUE) STRICT;
INSERT INTO numbered (source) SELECT rowid FROM history ORDER BY system, parent, name, revision;

CREATE TABLE history_3 (
  -- New ids are above all that are there. What a row refers to has a lower id, so the id of a state
  -- that was forgotten is never given to another one while a row still refers to it.
  id       INTEGER PRIMARY KEY,
  previous INTEGER NOT NULL, -- Its id; 0, or one that is not there, if this is the oldest.
  revision INTEGER NOT NULL,
  saved_at INTEGER NOT NULL, -- Milliseconds since 1970.
  state    BLOB    NOT NULL
) STRICT;
INSERT INTO history_3
SELECT numbered.id, coalesce((
    SELECT earlier.id FROM history AS kept JOIN numbered AS earlier ON earlier.source = kept.rowid
    WHERE kept.system = history.system AND kept.parent = history.parent AND kept.name = history.name
    AND kept.revision < history.revision ORDER BY kept.revision DESC LIMIT 1), 0),
  revision, saved_at, state
FROM numbered CROSS JOIN history ON history.rowid = numbered.source
ORDER BY numbered.id;

-- The state stays the last column: what is behind a large one is found by reading all of its pages.
CREATE TABLE actors_3 (
  system     TEXT    NOT NULL,
  parent     TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  writer     INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, -- Milliseconds since 1970.
  newest     INTEGER NOT NULL DEFAULT 0, -- The id of the newest in its history; 0 is none.
  held       INTEGER NOT NULL DEFAULT 0, -- How many its history holds.
  stale      INTEGER NOT NULL DEFAULT 0, -- How many follow them that are still to be deleted.
  state      BLOB    NOT NULL,
  PRIMARY KEY (system, parent, name)
) STRICT;
INSERT INTO actors_3
SELECT system, parent, name, revision, writer, updated_at,
  coalesce((
    SELECT id FROM history AS kept JOIN numbered ON source = kept.rowid
    WHERE kept.system = actors.system AND kept.parent = actors.parent AND kept.name = actors.name
    ORDER BY kept.revision DESC LIMIT 1), 0),
  (SELECT count(*) FROM history AS kept
    WHERE kept.system = actors.system AND kept.parent = actors.parent AND kept.name = actors.name),
  0, state
FROM actors ORDER BY rowid;

DROP TABLE numbered;
DROP TABLE history;
DROP TABLE actors;
ALTER TABLE history_3 RENAME TO history;
ALTER TABLE actors_3 RENAME TO actors;

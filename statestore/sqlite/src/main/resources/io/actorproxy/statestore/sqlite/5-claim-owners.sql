-- Each claim says whose it is. The content stays the last column: what is behind a large one is found
-- by reading all of its pages.
CREATE TABLE messages_5 (
  id         BLOB    NOT NULL PRIMARY KEY, -- 16 bytes.
  kind       INTEGER NOT NULL,
  system     TEXT    NOT NULL, -- Whom it is for.
  parent     TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  lane       INTEGER NOT NULL, -- 0 is no lane.
  sequence   INTEGER NOT NULL, -- Its place in the lane.
  due_at     INTEGER NOT NULL, -- Milliseconds since 1970; of a dead letter, the time of its death.
  attempts   INTEGER NOT NULL,
  failure    TEXT    NOT NULL,
  stage      INTEGER NOT NULL, -- 0 = may be claimed, 1 = waits for another of its lane, 2 = dead.
  claimed_by INTEGER NOT NULL DEFAULT 0, -- The owner of the claim, until due_at; 0 is none.
  content    BLOB    NOT NULL
) STRICT;
INSERT INTO messages_5
SELECT id, kind, system, parent, name, lane, sequence, due_at, attempts, failure, stage, 0, content
FROM messages ORDER BY rowid;

-- With its indexes and triggers.
DROP TABLE messages;
ALTER TABLE messages_5 RENAME TO messages;

-- In the order in which messages are claimed, and listed. A lane of a million messages has one in
-- stage 0, so that the others are not even looked at.
CREATE INDEX messages_due ON messages (stage, kind, due_at, id);

CREATE INDEX messages_lane ON messages (lane, stage, sequence) WHERE lane <> 0;

-- What enters a lane, or comes back from the dead, enters in stage 0: of two that are now there, the
-- one with the higher sequence waits.
CREATE TRIGGER messages_enter AFTER INSERT ON messages
WHEN NEW.lane <> 0
BEGIN
  UPDATE messages SET stage = 1
  WHERE lane = NEW.lane AND lane <> 0 AND stage = 0 AND sequence > (
    SELECT min(sequence) FROM messages WHERE lane = NEW.lane AND lane <> 0 AND stage = 0);
END;

CREATE TRIGGER messages_revive AFTER UPDATE OF stage ON messages
WHEN NEW.lane <> 0 AND OLD.stage = 2 AND NEW.stage = 0
BEGIN
  UPDATE messages SET stage = 1
  WHERE lane = NEW.lane AND lane <> 0 AND stage = 0 AND sequence > (
    SELECT min(sequence) FROM messages WHERE lane = NEW.lane AND lane <> 0 AND stage = 0);
END;

-- When the one in stage 0 has gone, the next one follows.
CREATE TRIGGER messages_leave AFTER DELETE ON messages
WHEN OLD.lane <> 0 AND OLD.stage = 0
BEGIN
  UPDATE messages SET stage = 0
  WHERE lane = OLD.lane AND lane <> 0 AND stage = 1 AND sequence = (
    SELECT min(sequence) FROM messages WHERE lane = OLD.lane AND lane <> 0 AND stage = 1);
END;

CREATE TRIGGER messages_die AFTER UPDATE OF stage ON messages
WHEN NEW.lane <> 0 AND OLD.stage = 0 AND NEW.stage = 2
BEGIN
  UPDATE messages SET stage = 0
  WHERE lane = NEW.lane AND lane <> 0 AND stage = 1 AND sequence = (
    SELECT min(sequence) FROM messages WHERE lane = NEW.lane AND lane <> 0 AND stage = 1);
END;

-- Which messages may be claimed: 0 = this one, when it is due; 1 = it waits for an earlier one of its
-- lane. So a claim does not look at what waits, however much that is. It is a hint in one direction: a
-- message in stage 0 may still have to wait, and a claim moves it to stage 1 then; a message in stage 1
-- always has one before it, which moves it to stage 0 when it goes.
ALTER TABLE messages ADD COLUMN stage smallint NOT NULL DEFAULT 0;

UPDATE messages SET stage = 1 FROM (
  SELECT id, lag(id) OVER (PARTITION BY lane ORDER BY sequence) AS before
  FROM messages WHERE lane <> 0 AND NOT dead) AS placed
WHERE placed.id = messages.id AND placed.before IS NOT NULL;

CREATE INDEX messages_claimable ON messages (kind, due_at, id) WHERE stage = 0 AND NOT dead;
CREATE INDEX messages_waiting ON messages (lane) WHERE stage = 1 AND NOT dead;

-- Which messages may be claimed: 0 = this one, when it is due; 1 = it waits for an earlier one of its
-- lane. So a claim does not look at what waits, however much that is. It is a hint in one direction: a
-- message in stage 0 may still have to wait, and a claim moves it to stage 1 then; a message in stage 1
-- always has one before it, which moves it to stage 0 when it goes.
ALTER TABLE actor_proxy_messages
  ADD COLUMN IF NOT EXISTS stage smallint NOT NULL DEFAULT 0,
  ADD KEY IF NOT EXISTS messages_by_stage (stage, dead, kind, due_at, id),
  ADD KEY IF NOT EXISTS messages_waiting (stage, dead, lane);

UPDATE actor_proxy_messages AS message JOIN (
  SELECT id, lag(id) OVER (PARTITION BY lane ORDER BY sequence) AS prior
  FROM actor_proxy_messages WHERE lane <> 0 AND dead = false) AS placed ON placed.id = message.id
SET message.stage = 1 WHERE placed.prior IS NOT NULL;

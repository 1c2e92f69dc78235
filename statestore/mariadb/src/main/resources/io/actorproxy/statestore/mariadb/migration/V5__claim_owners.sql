-- Who has claimed a message, until due_at: the number of a process; 0 = none.
ALTER TABLE actor_proxy_messages
  ADD COLUMN IF NOT EXISTS claimed_by bigint NOT NULL DEFAULT 0;

-- Who has claimed a message, until due_at: the number of a process; 0 = none.
ALTER TABLE messages ADD COLUMN claimed_by bigint NOT NULL DEFAULT 0;

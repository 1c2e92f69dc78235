-- Where the receiver of a message is in a cluster: the group of its type, and the number of its slot there.
-- A process that works alone leaves both empty, as earlier versions do. A member knows the number always;
-- the group may be found out later.
--
-- The first index serves what a member may claim of each of its slots, and what has no group; the other
-- one tells which members have claimed something, so that claims of those that have ended are found.
ALTER TABLE actor_proxy_messages
  ADD COLUMN IF NOT EXISTS grp  varchar(64) NULL,
  ADD COLUMN IF NOT EXISTS slot smallint    NULL,
  ADD KEY IF NOT EXISTS messages_by_slot (grp, slot, claimed_by, stage, dead, kind, due_at, id),
  ADD KEY IF NOT EXISTS messages_claimed (claimed_by, grp, slot);

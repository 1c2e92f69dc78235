-- Where the receiver of a message is in a cluster: the group of its type, and the number of its slot there.
-- A process that works alone leaves both empty, as earlier versions do, and its rows are in none of these
-- indexes. A member knows the number always; the group may be found out later.
ALTER TABLE messages
  ADD COLUMN grp  text COLLATE "C",
  ADD COLUMN slot smallint;

-- What a member may claim of each of its slots.
CREATE INDEX messages_by_slot ON messages (grp, slot, kind, due_at, id)
  WHERE grp IS NOT NULL AND stage = 0 AND NOT dead AND claimed_by = 0;

-- Which members have claimed something, so that claims of those that have ended are found.
CREATE INDEX messages_claimed ON messages (claimed_by) WHERE grp IS NOT NULL AND claimed_by <> 0;

-- What members have stored without knowing the group.
CREATE INDEX messages_without_group ON messages (due_at, id)
  WHERE grp IS NULL AND slot IS NOT NULL AND NOT dead;

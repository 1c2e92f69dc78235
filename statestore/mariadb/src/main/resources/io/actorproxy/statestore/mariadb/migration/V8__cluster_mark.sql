-- What the members of the cluster have in common and others do not; empty if none has said it.
ALTER TABLE actor_proxy_cluster
  ADD COLUMN IF NOT EXISTS mark varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- Instances are looked up by their names when they are called, and those of a type are read in pages.
-- A whole name may be too long for an index.
ALTER TABLE actor_proxy_instances
  ADD COLUMN IF NOT EXISTS start_of_parent varchar(64) AS (left(parent, 64)) VIRTUAL,
  ADD KEY IF NOT EXISTS instances_by_name (name(191)),
  ADD KEY IF NOT EXISTS instances_by_parent (start_of_parent, digest);

-- Instances are looked up by their names when they are called. A name may be too long for a B-tree.
CREATE INDEX instances_by_name ON instances USING hash (name);

-- Those of a type are read in pages.
CREATE INDEX instances_by_parent ON instances (left(parent, 64), digest);

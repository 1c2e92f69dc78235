-- Instances are looked up by their names when they are called; the rows hold nothing else, so the index
-- is all that is read.
CREATE INDEX instances_by_name ON instances (name, system);

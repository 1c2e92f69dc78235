-- What the members of the cluster have in common and others do not; empty if none has said it.
ALTER TABLE cluster ADD COLUMN mark text COLLATE "C" NOT NULL DEFAULT '';

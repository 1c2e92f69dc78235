-- What is still to be delivered.
--
-- Whom it is for stands here for people who look; no statement asks for it. The index by time serves
-- those who ask what is due next, or for a page of what there is; the one by lane tells whether an
-- earlier message of the same lane is there.
CREATE TABLE messages (
  id       uuid             PRIMARY KEY,
  kind     smallint         NOT NULL,
  system   text COLLATE "C" NOT NULL,
  parent   text COLLATE "C" NOT NULL,
  name     text COLLATE "C" NOT NULL,
  lane     bigint           NOT NULL,
  sequence bigint           NOT NULL,
  due_at   bigint           NOT NULL,
  attempts integer          NOT NULL,
  failure  text             NOT NULL,
  dead     boolean          NOT NULL,
  content  bytea            NOT NULL
);
CREATE INDEX messages_by_time ON messages (kind, dead, due_at, id);
CREATE INDEX messages_by_lane ON messages (lane, sequence) WHERE lane <> 0 AND NOT dead;
ALTER TABLE messages ALTER COLUMN content SET STORAGE EXTERNAL;

-- Messages come and go, and what has gone slows down those who look for the first one.
ALTER TABLE messages SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Earlier states of each actor. Whose they are is said by the row of actors with that digest.
CREATE TABLE history (
  digest   bytea       NOT NULL,
  revision bigint      NOT NULL,
  saved_at timestamptz NOT NULL,
  state    bytea       NOT NULL,
  PRIMARY KEY (digest, revision)
);
ALTER TABLE history ALTER COLUMN state SET STORAGE EXTERNAL;

-- Which actors were spawned.
CREATE TABLE instances (
  digest bytea            PRIMARY KEY,
  system text COLLATE "C" NOT NULL,
  parent text COLLATE "C" NOT NULL,
  name   text COLLATE "C" NOT NULL
);

-- What hosts have registered; the digest is that of the three texts.
CREATE TABLE registrations (
  digest  bytea            PRIMARY KEY,
  system  text COLLATE "C" NOT NULL,
  app     text COLLATE "C" NOT NULL,
  member  text COLLATE "C" NOT NULL,
  content bytea            NOT NULL
);
CREATE INDEX registrations_by_member ON registrations USING hash (member);
ALTER TABLE registrations ALTER COLUMN content SET STORAGE EXTERNAL;

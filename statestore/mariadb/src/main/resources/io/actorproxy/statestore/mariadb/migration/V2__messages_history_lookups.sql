-- What is still to be delivered.
--
-- Whom it is for stands here for people who look; no statement asks for it. The index by time serves
-- those who ask what is due next, or for a page of what there is; the one by lane tells whether an
-- earlier message of the same lane is there.
CREATE TABLE IF NOT EXISTS actor_proxy_messages (
  id       binary(16)    NOT NULL PRIMARY KEY,
  kind     smallint      NOT NULL,
  system   varchar(1024) NOT NULL,
  parent   varchar(1024) NOT NULL,
  name     varchar(1024) NOT NULL,
  lane     bigint        NOT NULL,
  sequence bigint        NOT NULL,
  due_at   bigint        NOT NULL,
  attempts integer       NOT NULL,
  failure  varchar(1024) NOT NULL,
  dead     boolean       NOT NULL,
  content  longblob      NOT NULL,
  KEY messages_by_time (kind, dead, due_at, id),
  KEY messages_by_lane (lane, sequence)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

-- Earlier states of each actor. Whose they are is said by the row of actors with that digest.
CREATE TABLE IF NOT EXISTS actor_proxy_history (
  digest   binary(32) NOT NULL,
  revision bigint     NOT NULL,
  saved_at bigint     NOT NULL,
  state    longblob   NOT NULL,
  PRIMARY KEY (digest, revision)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Which actors were spawned.
CREATE TABLE IF NOT EXISTS actor_proxy_instances (
  digest binary(32)    NOT NULL PRIMARY KEY,
  system varchar(1024) NOT NULL,
  parent varchar(1024) NOT NULL,
  name   varchar(1024) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

-- What hosts have registered; the digest is that of the three texts.
CREATE TABLE IF NOT EXISTS actor_proxy_registrations (
  digest  binary(32)    NOT NULL PRIMARY KEY,
  system  varchar(1024) NOT NULL,
  app     varchar(1024) NOT NULL,
  member  varchar(1024) NOT NULL,
  content longblob      NOT NULL,
  KEY registrations_by_member (member(64))
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

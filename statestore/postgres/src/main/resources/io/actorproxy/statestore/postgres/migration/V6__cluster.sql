-- What processes that share these tables as members of a cluster have to agree on. A process that
-- works alone writes none of it.
--
-- One row, written by the first member: the number of the view and what tells it apart from a lost one
-- of that number; the view since which none was lost; the last epoch. A transaction that changes what follows
-- changes this row first, so that its lock puts changes in a row. Heartbeats and saves do not.
CREATE TABLE cluster (
  id         smallint PRIMARY KEY CHECK (id = 1),
  view       bigint   NOT NULL,
  token      bigint   NOT NULL,
  history    bigint   NOT NULL,
  last_epoch bigint   NOT NULL
);

-- The last thousand views.
CREATE TABLE views (
  number bigint PRIMARY KEY,
  token  bigint NOT NULL
);

-- A lease ends at a time of the database, in microseconds since the epoch of Unix.
CREATE TABLE members (
  epoch           bigint           PRIMARY KEY,
  nonce           bigint           NOT NULL,
  app             text COLLATE "C" NOT NULL,
  name            text COLLATE "C" NOT NULL,
  link_address    text COLLATE "C" NOT NULL,
  oldest_protocol integer          NOT NULL,
  newest_protocol integer          NOT NULL,
  leaving         boolean          NOT NULL,
  host_up         boolean          NOT NULL,
  lease_until     bigint           NOT NULL
) WITH (fillfactor = 50);

-- One for each member, which its saves lock while they are under way. It is apart from the member's row,
-- which is written twice a second.
CREATE TABLE fences (
  epoch bigint PRIMARY KEY,
  nonce bigint NOT NULL
);

-- Groups of types, each of one app; the digest is that of system and type.
CREATE TABLE groups (
  grp text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C" NOT NULL
);
CREATE TABLE types (
  digest bytea            PRIMARY KEY,
  system text COLLATE "C" NOT NULL,
  type   text COLLATE "C" NOT NULL,
  grp    text COLLATE "C" NOT NULL
);

-- Which groups a member serves.
CREATE TABLE serving (
  epoch bigint           NOT NULL,
  grp   text COLLATE "C" NOT NULL,
  PRIMARY KEY (epoch, grp)
);

-- Who runs the actors of a slot, and who did before: epochs of members, 0 = none.
CREATE TABLE slots (
  grp      text COLLATE "C" NOT NULL,
  slot     smallint         NOT NULL,
  owner    bigint           NOT NULL,
  previous bigint           NOT NULL,
  version  bigint           NOT NULL,
  changed  bigint           NOT NULL,
  PRIMARY KEY (grp, slot)
);
CREATE INDEX slots_by_change ON slots (changed);

-- What processes that share these tables as members of a cluster have to agree on. A process that
-- works alone writes none of it.
--
-- One row, written by the first member: the number of the view and what tells it apart from a lost one
-- of that number; the view since which none was lost; the last epoch. A transaction that changes what follows
-- changes this row first, so that its lock puts changes in a row. Heartbeats and saves do not.
CREATE TABLE IF NOT EXISTS actor_proxy_cluster (
  id         smallint NOT NULL PRIMARY KEY,
  view       bigint   NOT NULL,
  token      bigint   NOT NULL,
  history    bigint   NOT NULL,
  last_epoch bigint   NOT NULL
) ENGINE = InnoDB;

-- The last thousand views.
CREATE TABLE IF NOT EXISTS actor_proxy_views (
  number bigint NOT NULL PRIMARY KEY,
  token  bigint NOT NULL
) ENGINE = InnoDB;

-- A lease ends at a time of the database, in microseconds since the epoch of Unix.
CREATE TABLE IF NOT EXISTS actor_proxy_members (
  epoch           bigint        NOT NULL PRIMARY KEY,
  nonce           bigint        NOT NULL,
  app             varchar(1024) NOT NULL,
  name            varchar(1024) NOT NULL,
  link_address    varchar(1024) NOT NULL,
  oldest_protocol integer       NOT NULL,
  newest_protocol integer       NOT NULL,
  leaving         boolean       NOT NULL,
  host_up         boolean       NOT NULL,
  lease_until     bigint        NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

-- One for each member, which its saves lock while they are under way. It is apart from the member's row,
-- whose lock would hold up its heartbeats.
CREATE TABLE IF NOT EXISTS actor_proxy_fences (
  epoch bigint NOT NULL PRIMARY KEY,
  nonce bigint NOT NULL
) ENGINE = InnoDB;

-- Groups of types, each of one app; the digest is that of system and type.
CREATE TABLE IF NOT EXISTS actor_proxy_groups (
  grp varchar(64)   NOT NULL PRIMARY KEY,
  app varchar(1024) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};
CREATE TABLE IF NOT EXISTS actor_proxy_types (
  digest binary(32)    NOT NULL PRIMARY KEY,
  system varchar(1024) NOT NULL,
  type   varchar(1024) NOT NULL,
  grp    varchar(64)   NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

-- Which groups a member serves.
CREATE TABLE IF NOT EXISTS actor_proxy_serving (
  epoch bigint      NOT NULL,
  grp   varchar(64) NOT NULL,
  PRIMARY KEY (epoch, grp)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

-- Who runs the actors of a slot, and who did before: epochs of members, 0 = none.
CREATE TABLE IF NOT EXISTS actor_proxy_slots (
  grp      varchar(64) NOT NULL,
  slot     smallint    NOT NULL,
  owner    bigint      NOT NULL,
  previous bigint      NOT NULL,
  version  bigint      NOT NULL,
  changed  bigint      NOT NULL,
  PRIMARY KEY (grp, slot),
  KEY slots_by_change (changed)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

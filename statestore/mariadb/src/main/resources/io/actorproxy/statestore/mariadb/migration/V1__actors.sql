-- Each statement may run a second time: DDL is committed by itself, so that a script that was
-- interrupted is begun again.

-- The current state of each actor.
--
-- The three texts are the identity. They can have 3 KiB together in UTF-8, which is more than the
-- key of an InnoDB index can have in utf8mb4, so that the primary key is their SHA-256; the texts
-- are compared as well, so that no digest can ever stand for two actors.
-- The collation compares byte by byte, trailing spaces included.
CREATE TABLE IF NOT EXISTS actor_proxy_actors (
  digest     binary(32)    NOT NULL PRIMARY KEY,
  system     varchar(1024) NOT NULL,
  parent     varchar(1024) NOT NULL,
  name       varchar(1024) NOT NULL,
  revision   bigint        NOT NULL,
  writer     bigint        NOT NULL,
  updated_at datetime(6)   NOT NULL,
  state      longblob      NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC CHARACTER SET utf8mb4 COLLATE ${collation};

-- One row, written to find out whether the database can be written.
CREATE TABLE IF NOT EXISTS actor_proxy_probe (
  id         integer     NOT NULL PRIMARY KEY,
  checked_at datetime(6) NOT NULL
) ENGINE = InnoDB;
INSERT IGNORE INTO actor_proxy_probe (id, checked_at) VALUES (1, utc_timestamp(6));

-- The record of fleets, vzvirt.db: what every run did with every container. SQLite, WAL; times are UTC, sizes bytes.
-- Text that is not UTF-8 stands with its bytes as \xNN. A container is known by its source; a later run that converts
-- the source again replaces all that is said of it.

CREATE TABLE runs (
  id       INTEGER PRIMARY KEY,
  started  TEXT NOT NULL,              -- 2026-01-31T12:00:00Z
  ended    TEXT,                       -- NULL while it runs, and when it was killed
  state    TEXT NOT NULL,              -- running, complete, stopped
  version  TEXT NOT NULL,              -- of vzvirt
  options  TEXT NOT NULL,              -- JSON: all that decides about the bytes of a result
  sources  TEXT NOT NULL,              -- JSON: the words of the command line
  output   TEXT NOT NULL,              -- the folder or URL
  folder   TEXT NOT NULL               -- where relative paths of the run begin
);

CREATE TABLE containers (
  id            INTEGER PRIMARY KEY,
  run           INTEGER NOT NULL REFERENCES runs,   -- the last one that looked at it
  source        TEXT NOT NULL UNIQUE,  -- path or URL
  ctid          TEXT,                  -- NULL when none could be found
  target        TEXT,                  -- below the run's output; NULL when there is no result
  direction     TEXT,                  -- domain (from a conf), conf (from a document) or vzctl (commands, from either)
  status        TEXT NOT NULL,         -- clean, findings, loss, exists, failed
  message       TEXT NOT NULL,         -- why it failed or was not written
  name          TEXT,                  -- NAME
  hostname      TEXT,                  -- HOSTNAME
  template      TEXT,                  -- OSTEMPLATE
  layout        TEXT,                  -- simfs or ploop, where the conf says so
  memory_model  TEXT,                  -- vswap (RAM and swap rule) or ubc (beancounters do)
  ram           INTEGER,               -- bytes; NULL is without limit
  swap          INTEGER,
  disk          INTEGER,
  cpus          INTEGER,
  onboot        TEXT,
  translated    INTEGER NOT NULL,      -- lines or nodes with a native place,
  carried       INTEGER NOT NULL,      -- in the residue,
  dropped       INTEGER NOT NULL,      -- and lost
  source_size   INTEGER NOT NULL,
  source_digest BLOB,                  -- BLAKE2b, 16 bytes
  target_size   INTEGER NOT NULL,
  target_digest BLOB                   -- NULL when this record knows of no result that was written
);
CREATE INDEX containers_target ON containers (target);

-- What became of a line or node: few different ones in any fleet.
CREATE TABLE fates (
  id     INTEGER PRIMARY KEY,
  status TEXT,                         -- translated, carried, dropped
  place  TEXT,                         -- where it went
  reason TEXT NOT NULL                 -- why it was carried or dropped
);

-- Use the views parameters and entries.
CREATE TABLE lines (
  container INTEGER NOT NULL,
  at        INTEGER NOT NULL,          -- 0, 1, ... within the container
  line      INTEGER NOT NULL,          -- from 1, in the source; for parameters of a result, in the result
  kind      TEXT NOT NULL,             -- parameter or node
  name      TEXT NOT NULL,             -- the parameter, or the node's path
  value     TEXT,                      -- as its reader takes it from the line
  fate      INTEGER NOT NULL,
  PRIMARY KEY (container, at)
) WITHOUT ROWID;

-- Every line of every conf: of the source when that is a conf, else of the result.
CREATE VIEW parameters AS
  SELECT container, line, name, value, status, place, reason
  FROM lines JOIN fates ON fates.id = fate WHERE kind = 'parameter';

-- The report: what became of each line of a conf and of each node of a document.
CREATE VIEW entries AS
  SELECT container, line, name, status, place, reason
  FROM lines JOIN fates ON fates.id = fate WHERE status IS NOT NULL;

CREATE TABLE findings (
  container INTEGER NOT NULL,
  line      INTEGER NOT NULL,
  "column"  INTEGER NOT NULL,
  code      TEXT NOT NULL,
  level     TEXT NOT NULL,             -- error, warning, info
  message   TEXT NOT NULL,
  parameter TEXT
);
CREATE INDEX findings_container ON findings (container);

-- What a container uses: ip, mac, host_ifname, bridge, name, private, root, uuid; domain (what its domain is called,
-- where that is not its id); host_conf (the
-- vz.conf that lies under its conf) and script (an action script that the node runs for it). No two may share one,
-- but for bridges, a host's vz.conf and its scripts.
CREATE TABLE uses (
  container INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  value     TEXT NOT NULL
);
CREATE INDEX uses_container ON uses (container);
CREATE INDEX uses_value ON uses (value, kind);

CREATE VIEW conflicts AS
  SELECT kind, value, count(DISTINCT container) AS containers, group_concat(DISTINCT ctid) AS ctids
  FROM uses JOIN containers ON containers.id = container
  WHERE kind NOT IN ('bridge', 'host_conf', 'script') GROUP BY kind, value HAVING count(DISTINCT container) > 1;

-- Files that were recognised and not taken.
CREATE TABLE left_out (
  run    INTEGER NOT NULL REFERENCES runs,
  path   TEXT NOT NULL,
  reason TEXT NOT NULL
);

PRAGMA user_version = 1;

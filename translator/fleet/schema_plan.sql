-- What it takes to leave OpenVZ for LXC: of each conf that became a document with --driver lxc, what vzvirt plan says.
-- Since version 2 of the record; an older one gets these tables when it is written to again.

CREATE TABLE plans (
  container INTEGER PRIMARY KEY,
  state     TEXT NOT NULL,             -- ready, needs work, cannot go
  why       TEXT NOT NULL,             -- why it cannot go
  data      INTEGER,                   -- bytes to copy at most, by its disk limits; NULL is unknown
  data_why  TEXT NOT NULL              -- the parameters that say so, or why it is unknown
);

-- Texts of plans: few different ones in any fleet. Use the views tasks and host_commands.
CREATE TABLE chores (
  id        INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL,             -- host, conf, data, scripts, files inside, network, devices, start; or command
  parameter TEXT NOT NULL,             -- '' for the container as a whole
  what      TEXT NOT NULL              -- for people; of a command the line for a shell
);
CREATE TABLE todo (
  container INTEGER NOT NULL,
  at        INTEGER NOT NULL,          -- 0, 1, ... within the container
  chore     INTEGER NOT NULL,
  PRIMARY KEY (container, at)
) WITHOUT ROWID;

-- Whom its conf names as name server or gateway, by address: another container, perhaps.
CREATE TABLE asks (
  container INTEGER NOT NULL,
  address   TEXT NOT NULL
);
CREATE INDEX asks_container ON asks (container);
CREATE INDEX asks_address ON asks (address, container);

-- What hands have to do, for each container; host, start and files inside are done by the commands of its plan.
CREATE VIEW tasks AS
  SELECT container, kind, parameter, what FROM todo JOIN chores ON id = chore WHERE kind <> 'command';

-- What prepares the host, each command once, for how many containers that can go; vzvirt plan has them in order.
CREATE VIEW host_commands AS
  SELECT what AS command, count(DISTINCT plans.container) AS containers
  FROM todo JOIN chores ON id = chore JOIN plans USING (container)
  WHERE kind = 'command' AND state <> 'cannot go' GROUP BY what;

-- The order to go in: ready before needs work; among each, what no other container asks; among each, the smallest.
CREATE VIEW turns AS
  SELECT row_number() OVER (ORDER BY CASE state WHEN 'ready' THEN 0 WHEN 'needs work' THEN 1 ELSE 2 END,
      needed_by > 0, data IS NULL, data, CAST(ctid AS INTEGER), ctid, container) AS turn, *
  FROM (
    SELECT container, ctid, name, hostname, state, why, data, data_why, source,
      (SELECT count(DISTINCT asks.container) FROM uses JOIN asks ON address = value
       WHERE kind = 'ip' AND uses.container = plans.container AND asks.container <> plans.container) AS needed_by
    FROM plans JOIN containers ON containers.id = plans.container);

PRAGMA user_version = 2;

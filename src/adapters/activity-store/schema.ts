/**
 * What a store holds. Tables of the schema `stored` only grow: every commit appends what its files add, and the views of
 * `main` (docs/store.md) add it up; compaction replaces rows by their sum. Days are `YYYY-MM-DD` and times ISO 8601 in
 * UTC, as text; an activity is known by 128 bits of the SHA-256 of its key.
 */
const tables = `
CREATE SCHEMA stored;
CREATE TABLE stored.meta (version INTEGER, commits BIGINT, kept_from VARCHAR, compacted BIGINT);
CREATE TABLE stored.file (path VARCHAR, bytes BIGINT, modified BIGINT, status VARCHAR, reason VARCHAR, detail VARCHAR,
  records BIGINT, skipped VARCHAR, examples VARCHAR);
CREATE TABLE stored.principal (arn VARCHAR, type VARCHAR, account VARCHAR, name VARCHAR, permission_set VARCHAR,
  path_unknown BOOLEAN, service_linked BOOLEAN);
CREATE TABLE stored.sighting (arn VARCHAR, day VARCHAR, region VARCHAR, account VARCHAR, event_source VARCHAR,
  meaning VARCHAR, data BOOLEAN, events BIGINT, deliveries BIGINT, first VARCHAR, last VARCHAR);
CREATE TABLE stored.activity (id UUID, principal VARCHAR, event_source VARCHAR, event_name VARCHAR, region VARCHAR,
  account VARCHAR, partition VARCHAR, invoked_by VARCHAR, outcome VARCHAR, error_code VARCHAR, event_type VARCHAR,
  vpc_endpoint VARCHAR, denied_action VARCHAR, denied_resource VARCHAR, request VARCHAR, resources VARCHAR,
  widened BIGINT);
CREATE TABLE stored.calls (id UUID, day VARCHAR, count BIGINT, first VARCHAR, last VARCHAR, samples VARCHAR,
  message VARCHAR);
CREATE TABLE stored.value (id UUID, day VARCHAR, member VARCHAR, fixed BIGINT, pattern VARCHAR, collapsed BOOLEAN,
  count BIGINT, first VARCHAR, last VARCHAR, samples VARCHAR);
CREATE TABLE stored.pending (id UUID, day VARCHAR, stands VARCHAR, identifier VARCHAR);
CREATE TABLE stored.name (arn VARCHAR);
CREATE TABLE stored.profile (profile VARCHAR, role VARCHAR);
CREATE TABLE stored.made (arn VARCHAR, day VARCHAR, region VARCHAR, account VARCHAR, identifier VARCHAR, stands VARCHAR);
CREATE TABLE stored.runtime (arn VARCHAR, day VARCHAR, kind VARCHAR, name VARCHAR, partition VARCHAR, region VARCHAR,
  account VARCHAR, count BIGINT, first VARCHAR, last VARCHAR, samples VARCHAR);
CREATE TABLE stored.event (day VARCHAR, place VARCHAR, prints BLOB);
INSERT INTO stored.meta VALUES (1, 0, NULL, 0);
`

const views = `
CREATE VIEW activity AS
  SELECT principal, event_source, event_name, outcome, error_code, c.day::DATE AS day, region, account, invoked_by,
    sum(c.count)::BIGINT AS calls, min(c.first)::TIMESTAMP AS first, max(c.last)::TIMESTAMP AS last,
    vpc_endpoint, replace(request, chr(57344), '*') AS request, replace(resources, chr(57344), '*') AS resources, a.id
  FROM stored.activity a JOIN stored.calls c ON c.id = a.id
  GROUP BY ALL;
CREATE VIEW principals AS
  SELECT s.arn, p.type, p.name, p.account, p.permission_set, sum(s.events)::BIGINT AS records,
    min(s.first)::TIMESTAMP AS first, max(s.last)::TIMESTAMP AS last
  FROM stored.sighting s
  JOIN (SELECT arn, any_value(type) AS type, any_value(name) AS name, any_value(account) AS account,
      any_value(permission_set) AS permission_set FROM stored.principal GROUP BY arn) p ON p.arn = s.arn
  GROUP BY ALL;
CREATE VIEW records AS
  SELECT arn, day::DATE AS day, region, account, event_source, meaning, data, sum(events)::BIGINT AS events,
    sum(deliveries)::BIGINT AS deliveries, min(first)::TIMESTAMP AS first, max(last)::TIMESTAMP AS last
  FROM stored.sighting GROUP BY ALL;
CREATE VIEW names_used AS
  SELECT id, day::DATE AS day, member, replace(pattern, chr(57344), '*') AS pattern, collapsed,
    sum(count)::BIGINT AS calls
  FROM stored.value GROUP BY ALL;
CREATE VIEW files AS
  SELECT path, bytes, make_timestamp(modified) AS modified, status, reason, detail, records, skipped FROM stored.file;
`

/**
 * Since version 2, `stored.value` has what requests carry as well: prefixes of listings and tags. Of what was ingested
 * before, nothing is known of them. U+E001 stands for a listing without a prefix.
 */
const carriedValues = `
CREATE OR REPLACE VIEW names_used AS
  SELECT id, day::DATE AS day, member, replace(replace(pattern, chr(57344), '*'), chr(57345), '(none)') AS pattern,
    collapsed, sum(count)::BIGINT AS calls
  FROM stored.value GROUP BY ALL;
UPDATE stored.meta SET version = 2;
`

/** Since version 3: of calls that were denied before, the cause is looked for in their message. */
const causes = `
ALTER TABLE stored.activity ADD COLUMN IF NOT EXISTS denied_cause VARCHAR;
UPDATE stored.meta SET version = 3;
`

/** How a store is made, or brought from each version to the next. The last version is the one this code writes. */
export const migrations: readonly string[] = [tables + views, carriedValues, causes]

/** The oldest version that can be read as it is. */
export const oldestReadable = 1

/** The version that this code reads and writes. */
export const storeVersion = migrations.length

/** The documented views: what `leastwise sql` is for, and what `store export` writes. */
export const viewNames: readonly string[] = ['activity', 'principals', 'records', 'names_used', 'files']

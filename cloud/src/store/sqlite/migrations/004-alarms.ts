/**
 * Alarms as they stand, one row each, beside the entries of their steps; and windows of maintenance. `seq` orders the
 * steps: the box's own, or ms of the cloud's clock where the alarm is the cloud's.
 */
export const alarms = `
CREATE TABLE alarm (
  site INTEGER NOT NULL, box INTEGER NOT NULL, id TEXT NOT NULL, source TEXT NOT NULL, seq INTEGER NOT NULL,
  rule TEXT NOT NULL, severity INTEGER NOT NULL, closed INTEGER NOT NULL, raised_at INTEGER, acknowledged_at INTEGER,
  cleared_at INTEGER, changed_at INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (site, box, id)
) WITHOUT ROWID;
CREATE INDEX alarm_inbox ON alarm (closed, changed_at);
CREATE INDEX alarm_raised ON alarm (site, raised_at);
CREATE INDEX entry_alarm ON entry (site, json_extract(body, '$.id')) WHERE type = 'alarm';
WITH step AS (
  SELECT site, box, seq, received_at, body, json_extract(body, '$.id') AS id, json_extract(body, '$.step') AS step,
    json_extract(body, '$.wall') AS wall FROM entry WHERE type = 'alarm' AND seq IS NOT NULL
), newest AS (
  SELECT site, box, id, max(seq) AS seq, received_at, body FROM step GROUP BY site, box, id
), times AS (
  SELECT site, box, id, min(CASE WHEN step = 'acknowledged' THEN wall END) AS acknowledged_at,
    max(CASE WHEN step = 'cleared' THEN wall END) AS cleared_at FROM step GROUP BY site, box, id
)
INSERT INTO alarm SELECT newest.site, newest.box, newest.id, 'box', seq, json_extract(body, '$.rule'),
  CASE json_extract(body, '$.severity') WHEN 'critical' THEN 3 WHEN 'major' THEN 2 WHEN 'warn' THEN 1 ELSE 0 END,
  json_extract(body, '$.state') = 'normal' AND json_extract(body, '$.correction') IN ('not-needed', 'verified'),
  json_extract(body, '$.raisedAt'), acknowledged_at, cleared_at, received_at, body
FROM newest JOIN times USING (site, box, id);
CREATE TABLE maintenance (
  site INTEGER NOT NULL, id TEXT NOT NULL, from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, reason TEXT NOT NULL,
  by TEXT NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER, PRIMARY KEY (site, id)
) WITHOUT ROWID;
`

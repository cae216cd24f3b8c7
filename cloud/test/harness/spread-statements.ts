import { TABLE_KINDS } from '../../src/store/postgres/table-kinds.ts'

type Kind = 'site' | 'copied' | 'single'
type Declared = { why: string; statement: RegExp }

/** Statements that mean all sites, and why that is bearable: each asks every machine. */
export const ALL_SITES: Declared[] = [
  {
    why: 'next leaves of the one log, of whatever site, read by its one leader',
    statement: /^SELECT NULL AS row, leaf_waiting\.site/,
  },
  {
    why: 'sites with hours to roll up: then one site at a time',
    statement: /^SELECT DISTINCT site FROM batch_hour WHERE dirty AND .* UNION SELECT DISTINCT site FROM dirty_hour/,
  },
  {
    why: 'a gauge: how much is marked',
    statement: /^SELECT (count\(\*\) AS count FROM dirty_hour|\(SELECT count\(\*\) FROM dirty_hour\))/,
  },
  {
    why: 'sites with reads to seal in a page: then one site at a time',
    statement: /^SELECT DISTINCT site\.no, site\.id FROM data_read/,
  },
  { why: 'sites of a party, or of all others', statement: /^SELECT site\.id FROM site_rights JOIN site/ },
  {
    why: 'what a party was granted, at any site',
    statement: /FROM grant_ JOIN site ON site\.no = grant_\.site WHERE party = /,
  },
  {
    why: 'windows of all sites, for the watch and the overview',
    statement: /^select .* from maintenance inner join site .* where ended_at is null and to_at > \S+ order by/i,
  },
  {
    why: 'personal content by its commitment: whoever asks knows no site',
    statement: /^select part\.\*, site\.id from part .* where commitment = /,
  },
  {
    why: 'content to be erased, or asked for, by its digest or commitment',
    statement: /FROM (part AS held|attachment AS held|attachment inner) JOIN site .* WHERE (commitment|digest) = /i,
  },
  {
    why: 'content whose time is over: the next few of all sites',
    statement: /FROM (part|attachment) AS held .* WHERE expires <= .* LIMIT /,
  },
  {
    why: 'who watches which site: few rows, for one process',
    statement: /^(SELECT DISTINCT site\.id FROM|DELETE FROM|INSERT INTO) watcher\b/,
  },
  {
    why: 'boxes that changed within the minute',
    statement: /^SELECT box\.id FROM box_change JOIN box .* WHERE changed_at > /,
  },
  { why: 'rows that came before their partition was made', statement: /^WITH moved AS \(DELETE FROM (segment|chunk) / },
  {
    why: 'the inbox: open alarms, or those of a time, of all sites',
    statement: /^select site\.id as site, box\.id as box, source, .* from alarm .* limit \S+$/i,
  },
  {
    why: 'the newest alarm of each rule, for the one watch',
    statement: /^select \* from \(select .* as age from alarm /,
  },
  { why: 'how the boxes of a page of sites stand', statement: /\bsite >= \$1 AND (?:\w+\.)?site <= \$2/i },
  { why: 'whether a table or a partition holds anything', statement: /^SELECT (?:1 )?FROM \w+ LIMIT 1$/ },
  {
    why: 'the end of a restore: leaves that wait, heads of sites, and sequences',
    statement: /^(?:INSERT INTO (?:leaf_waiting|site_head) \(.*\) SELECT|SELECT max\(\w+\) AS last FROM)/,
  },
]

const kindOf = (table: string): Kind | undefined => (TABLE_KINDS as Record<string, Kind>)[table]
const tablesOf = (kind: Kind): string =>
  Object.keys(TABLE_KINDS)
    .filter((table) => kindOf(table) === kind)
    .join('|')
const SPLIT = tablesOf('site')
const SINGLE = tablesOf('single')
const read = (tables: string): RegExp => new RegExp(`\\b(?:FROM|JOIN|UPDATE|USING) (?:ONLY )?(?:${tables})\\b`, 'gi')
const [READ_SPLIT, READ_SINGLE] = [read(SPLIT), read(SINGLE)]
const INSERT = new RegExp(`\\bINSERT INTO (?:${SPLIT})\\b(?! \\([^)]*\\bsite\\b)`, 'i')
const COPY_IN = new RegExp(`^COPY (?:${SPLIT})\\b(?! ?\\([^)]*\\bsite\\b).* FROM STDIN`, 'i')
const BY_SITE = /\bsite (?:= |IN ?\()|\((?:\w+\.)?site, [^)]*\) (?:= |IN ?\()/gi
/** Says nothing of the machine: such a table stands on every one. */
const WITH_COPIED = new RegExp(
  `\\b(?:${tablesOf('copied')})\\.site = \\w+\\.site\\b|\\b\\w+\\.site = (?:${tablesOf('copied')})\\.site\\b`,
  'gi',
)
const LISTS = /(?:\bINTO \w+|\bON CONFLICT|\bAS \w+) \([^)]*\)/gi
const AT_CONFLICT = /\bON CONFLICT\b.*?\bDO UPDATE\b(.*?)(?:\bRETURNING\b|$)/i
/** Citus sends the statement on with the names of whole tables in it, for its worker to refuse. */
const INSERT_BESIDE_INSERT_SELECT = /\bAS \( ?INSERT INTO .*\) INSERT INTO \w+ ?(?:\([^)]*\) )?SELECT\b/i
const UNSTEADY =
  /\b(?:now|random|clock_timestamp|statement_timestamp|gen_random_uuid|uuid\w*) ?\(|\bcurrent_(?:time|date)/i
const STRUCTURE = /^(?:CREATE|ALTER|DROP|LOCK|SET|BEGIN)\b/i

/** One line, no quotes, a partition as the table it is part of. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('"', '')
    .replace(/\b(segment|chunk)_(?:other|\d{4}_\d{2})\b/g, '$1')
    .trim()

/** What would fail, or silently be wrong, where Citus spreads the store; each was seen there. */
export function wrongIn(given: string): string[] {
  const text = plain(given)
  if (STRUCTURE.test(text)) return []
  const wrong: string[] = []
  const isDeclared = ALL_SITES.some(({ statement }) => statement.test(text))
  const split = text.match(READ_SPLIT)?.length ?? 0
  const conditions = text
    .replace(LISTS, '')
    .replace(WITH_COPIED, '')
    .replace(/\bDO UPDATE\b.*$/i, '')
  const bySite = conditions.match(BY_SITE)?.length ?? 0
  if (split > bySite && !isDeclared) wrong.push('a table split by site is read without its site')
  if ((INSERT.test(text) || COPY_IN.test(text)) && !isDeclared) wrong.push('a row is added without its site')
  if (split > 0 && text.match(READ_SINGLE) !== null && !isDeclared)
    wrong.push('a table split by site is joined with one that is not')
  const atConflict = AT_CONFLICT.exec(text)?.[1] ?? ''
  if (UNSTEADY.test(atConflict)) wrong.push('a clock or chance at a conflict')
  if (/\bSELECT\b/i.test(atConflict)) wrong.push('a subquery at a conflict')
  if (INSERT_BESIDE_INSERT_SELECT.test(text)) wrong.push('an insert beside one that selects')
  if (/\bSET site = /i.test(text)) wrong.push('a row moves to another site')
  if (/\bVALUES \([^)]*\bSELECT\b/i.test(text)) wrong.push('a subquery among values')
  if (/_advisory_/i.test(text) && text !== 'SELECT pg_advisory_xact_lock($1)') wrong.push('an advisory lock')
  if (/\bMERGE INTO\b/i.test(text)) wrong.push('MERGE')
  if (/\bFOR (?:NO KEY )?UPDATE\b/i.test(text) && split > bySite) wrong.push('rows are locked without their site')
  return wrong
}

/**
 * What a backup does with a table, on either engine.
 * `whole`: all rows each time · `by-id`: rows are only added, numbered upwards within each site by `id`; those for which
 * `open` holds are not settled yet and go whole each time · `log`: the leaves, by their place in the log · `envelopes`:
 * batches, by the place of their leaves; those without one yet go whole each time · `telemetry`: made of envelopes: whole
 * in a full backup, made again of the envelopes that came after it; what stands there of hours that were folded into days
 * goes each time, by its column of time, for the days do not say which late readings they hold; `sums`: and so does what
 * stands of hours whose readings were removed since the full backup, for nothing is left to sum · `not`: transient, or made
 * by the store itself.
 */
export type Keeping =
  | { keep: 'whole' | 'log' | 'envelopes' | 'not' }
  | { keep: 'telemetry'; time: 'hour' | 'day'; sums?: true }
  | { keep: 'by-id'; id: string; open?: string }

const whole = { keep: 'whole' } as const
const byHour = { keep: 'telemetry', time: 'hour' } as const
const byDay = { keep: 'telemetry', time: 'day' } as const
const not = { keep: 'not' } as const

/** Every table of either engine; a new one is one line here, and a test fails where it is missing. */
export const KEPT_TABLES = {
  setting: whole,
  account: whole,
  party: whole,
  party_token: whole,
  site: whole,
  site_rights: whole,
  grant_: whole,
  rights_statement: whole,
  enrolment_code: whole,
  box: whole,
  box_key: whole,
  box_state: whole,
  key_event: whole,
  registry: whole,
  maintenance: whole,
  service_span: whole,
  service_maintenance: whole,
  alarm: whole,
  heartbeat: whole,
  claim: whole,
  explained_hole: whole,
  clock_correction: whole,
  held_range: whole,
  fork: whole,
  part: whole,
  attachment: whole,
  erasure: whole,
  log_entry: whole,
  series: whole,
  latest: whole,
  leaf: { keep: 'log' },
  batch: { keep: 'envelopes' },
  entry: { keep: 'by-id', id: 'id' },
  data_read: { keep: 'by-id', id: 'page', open: 'page IS NULL' },
  read_page: { keep: 'by-id', id: 'page' },
  retention: whole,
  kept_from: whole,
  removal: { keep: 'by-id', id: 'no' },
  // Nothing is left to make it of.
  rollup_day: whole,
  segment: byHour,
  chunk: byDay,
  sealed_day: byDay,
  batch_hour: byHour,
  rollup_hour: { ...byHour, sums: true },
  dirty_hour: byHour,
  // Logins end with a restore; the others follow from the rest.
  session: not,
  site_head: not,
  leaf_waiting: not,
  lease: not,
  watcher: not,
  box_change: not,
  upload: not,
  /** Pictures go as files. */
  attachment_piece: not,
  checkpoint: not,
  turn: not,
  migration: not,
  restore_part: not,
} satisfies Record<string, Keeping>

export type KeptTable = keyof typeof KEPT_TABLES
export const keepingOf = (table: string): Keeping | undefined => (KEPT_TABLES as Record<string, Keeping>)[table]
/** Whether a row of it means that the store is in use; a party there is in a new one too. */
export const meansUse = (table: string): boolean =>
  ![undefined, 'not'].includes(keepingOf(table)?.keep) && table !== 'party'

/** Columns in which an engine keeps something for itself: no part of what a row says. */
export const OWN_COLUMNS: Record<string, string[]> = {
  leaf: ['batch_row'],
  batch_hour: ['dirty'],
  dirty_hour: ['generation'],
}

/**
 * Columns that hold numbers which PostgreSQL gives within a site and the embedded store in the whole: they move where a
 * backup of the one comes into the other. The value names the count; a column may hold a list of them, as JSON.
 */
export const SITE_NUMBERS: Record<string, Record<string, 'series' | 'entry'>> = {
  series: { no: 'series' },
  segment: { series: 'series' },
  chunk: { series: 'series' },
  latest: { series: 'series' },
  rollup_hour: { series: 'series' },
  rollup_day: { series: 'series' },
  dirty_hour: { series: 'series' },
  entry: { id: 'entry' },
}

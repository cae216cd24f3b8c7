import type { AlarmEntry, Registry } from '@zaojun/core'
import { explainedBatches } from '@zaojun/core/runs'
import { sql } from 'kysely'
import type { DecodedBatch } from '../../ingest/decoded.ts'
import type { SiteEntry } from '../../routes/events/schema.ts'
import { type Queries, siteNo } from '../queries.ts'
import type { EventQuery } from '../store.ts'
import { writeAlarmStep } from './alarms.ts'
import { type Place, placeOf } from './boxes.ts'
import { correctClock, correctionsOf, shiftOf } from './clock-corrections.ts'

/** Rows of one statement. */
const ROWS_AT_ONCE = 50
/** Entries looked at for what they name. */
const MOST_MENTIONS = 100

export function entryReads(queries: Queries) {
  const { build, all } = queries
  return {
    async events({ site, query }: { site: string; query: EventQuery }): Promise<SiteEntry[]> {
      const { after, newestFirst, limit, types } = query
      const no = await siteNo(queries, site)
      const corrections = await correctionsOf(queries, no)
      let select = build
        .selectFrom('entry')
        .innerJoin('box', (join) => join.onRef('box.site', '=', 'entry.site').onRef('box.no', '=', 'entry.box'))
        .select(['entry.id', 'box.id as box', 'box.no', 'entry.received_at', 'entry.seq', 'entry.body'])
        .where('entry.site', '=', no)
        .orderBy('entry.id', newestFirst ? 'desc' : 'asc')
        .limit(limit)
      if (after !== null) select = select.where('entry.id', newestFirst ? '<' : '>', after)
      if (types !== null) select = select.where('entry.type', 'in', types)
      return (await all(select)).map(({ id, box, no: boxNo, received_at, seq, body }) => ({
        ...corrected(JSON.parse(body) as SiteEntry, seq === null ? 0 : shiftOf(corrections, boxNo, seq)),
        id,
        box,
        source: seq === null ? 'cloud' : 'box',
        receivedAt: received_at,
      }))
    },

    /** Times of the entries that name a digest; one that has no known time is left out. */
    async mentions({ site, digest }: { site: string; digest: string }): Promise<number[]> {
      const no = await siteNo(queries, site)
      const corrections = await correctionsOf(queries, no)
      const rows = await all(
        build
          .selectFrom('entry')
          .select(['box', 'seq', 'body'])
          .where('site', '=', no)
          .where('body', 'like', `%${digest}%`)
          .limit(MOST_MENTIONS),
      )
      return rows.flatMap(({ box, seq, body }) => {
        const { wall } = corrected(JSON.parse(body) as SiteEntry, seq === null ? 0 : shiftOf(corrections, box, seq))
        return wall === null ? [] : [wall]
      })
    },

    /** What each box last registered, newest first. */
    async registries(site: string): Promise<{ box: string; registry: Registry }[]> {
      const rows = await all(
        build
          .selectFrom('registry')
          .innerJoin('box', (join) => join.onRef('box.site', '=', 'registry.site').onRef('box.no', '=', 'registry.box'))
          .select(['box.id', 'registry.body'])
          .where('registry.site', '=', await siteNo(queries, site))
          .orderBy('registry.box', 'desc'),
      )
      return rows.map(({ id, body }) => ({ box: id, registry: JSON.parse(body) as Registry }))
    },
  }
}

/** The wire's time stays in the entry's own stamp: era and `mono`. */
const corrected = (entry: SiteEntry, shift: number): SiteEntry =>
  shift === 0 || entry.wall === null ? entry : { ...entry, wall: entry.wall + shift, corrected: shift }

type EntryRow = { seq: number | null; type: string; received_at: number; body: string }
type Spot = Omit<Place, 'boxId'>

/** In the order given; ids follow the order of commits within a site. */
async function insertEntries({ build, run, dialect }: Queries, { site, box }: Spot, rows: EntryRow[]): Promise<void> {
  if (rows.length === 0) return
  const first = await dialect.firstEntryId(site, rows.length)
  const numbered = rows.map((row, index) => ({ ...(first === null ? {} : { id: first + index }), site, box, ...row }))
  for (let start = 0; start < numbered.length; start += ROWS_AT_ONCE)
    await run(build.insertInto('entry').values(numbered.slice(start, start + ROWS_AT_ONCE)))
}

/** Entries of a batch that are no readings, and the registry the newest of them carries. Resolves how many gaps there were. */
export async function writeEntries(
  queries: Queries,
  place: Spot,
  { entries, registry }: Pick<DecodedBatch, 'entries' | 'registry'>,
  receivedAt: number,
): Promise<number> {
  const rows = entries.map((entry) => {
    return { seq: entry.seq, type: entry.type, received_at: receivedAt, body: JSON.stringify(entry) }
  })
  await insertEntries(queries, place, rows)
  for (const entry of entries) {
    if (entry.type === 'gap')
      for (const [first, last] of explainedBatches(entry))
        await queries.run(
          sql`INSERT INTO explained_hole (site, box, first, last, seq, reason)
            VALUES (${place.site}, ${place.box}, ${first}, ${last}, ${entry.seq}, ${entry.reason}) ON CONFLICT DO NOTHING`,
        )
    if (entry.type === 'event') await correctClock(queries, place, entry, entry.seq)
    if (entry.type !== 'alarm') continue
    const { seq, wall } = entry
    await writeAlarmStep(queries, { place, source: 'box', entry, seq, wall, at: receivedAt })
  }
  if (registry !== null)
    await queries.run(
      sql`INSERT INTO registry (site, box, seq, body)
        VALUES (${place.site}, ${place.box}, ${registry.seq}, ${JSON.stringify(registry.registry)})
        ON CONFLICT (site, box) DO UPDATE SET seq = excluded.seq, body = excluded.body WHERE excluded.seq > registry.seq`,
    )
  return entries.filter(({ type }) => type === 'gap').length
}

/** An event of the cloud's own, about a box. */
export async function writeEvent(
  queries: Queries,
  place: Spot,
  event: string,
  data: Record<string, unknown>,
  at: number,
): Promise<void> {
  const body = JSON.stringify({ seq: null, era: null, mono: null, wall: at, clock: null, type: 'event', event, data })
  await insertEntries(queries, place, [{ seq: null, type: 'event', received_at: at, body }])
}

export function entryWrites(queries: Queries) {
  return {
    async addEvent(request: { box: string; event: string; data: Record<string, unknown>; at: number }): Promise<void> {
      const place = await placeOf(queries, request.box)
      if (place !== undefined) await writeEvent(queries, place, request.event, request.data, request.at)
    },

    /**
     * A step of an alarm of the cloud's own, about a box; `after` as `Store.addAlarm` has it. Its order is the cloud's
     * time, a ms later where two are one.
     */
    async addAlarm(request: { box: string; entry: AlarmEntry; after: number | null; at: number }) {
      const { box, entry, after, at } = request
      const place = await placeOf(queries, box)
      if (place === undefined) return null
      await queries.dialect.holdBox(place)
      const newest = await queries.first(
        sql<{ seq: number }>`SELECT seq FROM alarm
          WHERE site = ${place.site} AND box = ${place.box} AND source = 'cloud' AND rule = ${entry.rule}
          ORDER BY seq DESC LIMIT 1`,
      )
      if ((newest?.seq ?? null) !== after) return null
      const seq = Math.max(at, (newest?.seq ?? 0) + 1)
      const body = JSON.stringify({ seq: null, era: null, mono: null, wall: at, clock: null, ...entry })
      await insertEntries(queries, place, [{ seq: null, type: 'alarm', received_at: at, body }])
      await writeAlarmStep(queries, { place, source: 'cloud', entry, seq, wall: at, at })
      return seq
    },
  }
}

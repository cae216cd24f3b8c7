import { type CompiledQuery, type Kysely, type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'
import type { Tables } from './tables.ts'

/** A statement of Kysely's: built with `build`, or an `sql` template. */
export type Query<Row> = { compile(provider: QueryExecutorProvider): CompiledQuery<Row> }

export type NumberRow = Record<string, number | null>
/** How a column of numbers is held: whole ones of 32 bits, never null; or doubles, where NaN stands for null. */
export type NumberKind = 'int4' | 'float8'
export type NumberList = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
/** Rows as one list a column, all of one length. */
export type Columns<Row> = { [Name in keyof Row]: NumberList }
export type Kinds<Row> = { [Name in keyof Row]: NumberKind }

/** The few things that the engines say differently. */
export type Dialect = {
  /** A field of a JSON column, as text. Where an index is on it, it is on exactly this. */
  jsonText(column: string, field: string): RawBuilder<string | null>
  /** Hours of a series in [from, to] that are marked and may not be rolled up yet. */
  markedHours(series: { site: number; no: number }, from: number, to: number): RawBuilder<{ hour: number }>
  /** Mark the hours in which readings of a box with these seqs stand, sealed or not, so that they are rolled up again. */
  markSeqs(place: { site: number; box: number }, first: number, last: number): RawBuilder<unknown>[]
  /** Marks the hours of a site in [from, to) that were rolled up. */
  markRolledUp(site: number, from: number, to: number): RawBuilder<unknown>
  /** Says that a batch has readings in an hour; `marked`: to be rolled up, where marks are kept there. */
  addBatchHour(place: { site: number; box: number }, hour: number, batch: number, marked: boolean): RawBuilder<unknown>
  /** Leaves out batches of an hour that are still to be spread over their series. */
  unlessMarked: RawBuilder<unknown>
  /** Until the transaction ends no other changes what is held of the box. */
  holdBox(place: { site: number; box: number }): Promise<void>
  /** Other processes are to forget what they remember of the box: it has another token or key. */
  noteBoxChange(place: { site: number; box: number }): Promise<void>
  /** Takes away the bytes of an attachment, where the engine holds them. */
  eraseBytes(site: number, digest: string): Promise<void>
  /** First of `count` ids for entries of a site, in the order of commits; null where the engine numbers them itself. */
  firstEntryId(site: number, count: number): Promise<number | null>
}

/**
 * What entities are read and written through, on either engine. Each method is one statement; inside a transaction
 * all belong to it. The embedded engine answers at once, without a turn of the event loop between.
 */
export interface Queries {
  readonly build: Kysely<Tables>
  readonly dialect: Dialect
  all<Row>(query: Query<Row>): Promise<Row[]>
  first<Row>(query: Query<Row>): Promise<Row | undefined>
  /** `all`, of rows of numbers alone: tens of thousands at a fraction of the cost. In no order. */
  columns<Row extends NumberRow>(query: Query<Row>, kinds: Kinds<Row>): Promise<Columns<Row>>
  /** Resolves how many rows changed. Exact after VALUES of one row, UPDATE and DELETE. */
  run(query: Query<unknown>): Promise<number>
}

/** Number of a site in the keys; −1 where it is unknown, which no row has. */
export async function siteNo({ build, first }: Queries, id: string): Promise<number> {
  return (await first(build.selectFrom('site').select('no').where('id', '=', id)))?.no ?? -1
}

/** Number of a site that is there. */
export async function knownSiteNo(queries: Queries, id: string): Promise<number> {
  const no = await siteNo(queries, id)
  if (no < 0) throw new Error(`site ${id} is not in the store`)
  return no
}

/** Numbers of sites that stand next to each other. */
export type SiteRange = { first: number; last: number }

/** One site is asked for by its number: where sites are spread over machines, that names the machine. */
export const within = (column: string, { first, last }: SiteRange): RawBuilder<boolean> =>
  first === last
    ? sql`${sql.ref(column)} = ${first}`
    : sql`${sql.ref(column)} >= ${first} AND ${sql.ref(column)} <= ${last}`

import { sql } from 'kysely'
import { int4Array, textArray } from './binary.ts'
import type { Session } from './session.ts'

const MAX_SITES = 20_000
type Numbers = Map<string, number>

/**
 * Which number a series has. A number never changes, so what is committed is remembered; what a transaction adds is
 * kept apart until it is.
 */
export class SeriesNumbers {
  private readonly sites = new Map<number, Numbers>()

  /** Numbers of `device/point` keys; those that are new get theirs under the row lock of the site. */
  async of(session: Session, site: number, keys: string[], fresh: Numbers): Promise<number[]> {
    const known = this.sites.get(site)
    const find = (key: string) => known?.get(key) ?? fresh.get(key)
    const unknown = keys.filter((key) => find(key) === undefined)
    if (unknown.length > 0) for (const [key, no] of await readOrAdd(session, site, unknown)) fresh.set(key, no)
    return keys.map((key) => find(key) ?? 0)
  }

  committed(site: number, fresh: Numbers): void {
    if (fresh.size === 0) return
    if (this.sites.size >= MAX_SITES) this.sites.clear()
    const known = this.sites.get(site) ?? new Map()
    for (const [key, no] of fresh) known.set(key, no)
    this.sites.set(site, known)
  }
}

async function readOrAdd(session: Session, site: number, keys: string[]): Promise<Numbers> {
  const found = await read(session, site)
  if (keys.every((key) => found.has(key))) return found
  // Whoever else adds to this site waits here, and then sees what was added.
  await session.run(
    sql`INSERT INTO site_head (site) VALUES (${site}) ON CONFLICT (site) DO UPDATE SET series = site_head.series`,
  )
  const held = await read(session, site)
  const missing = keys.filter((key) => !held.has(key))
  if (missing.length === 0) return held
  const { rows } = await session.plain('UPDATE site_head SET series = series + $2 WHERE site = $1 RETURNING series', [
    site,
    missing.length,
  ])
  const first = (rows[0] as { series: number }).series - missing.length + 1
  const parts = missing.map((key) => key.split('/'))
  await session.plain(
    `INSERT INTO series (site, no, device, point) SELECT site_head.site, fresh.no, fresh.device, fresh.point
     FROM site_head CROSS JOIN unnest($2::int[], $3::text[], $4::text[]) AS fresh (no, device, point)
     WHERE site_head.site = $1`,
    [
      site,
      int4Array(missing.map((_, index) => first + index)),
      textArray(parts.map(([device = '']) => device)),
      textArray(parts.map(([, point = '']) => point)),
    ],
  )
  missing.forEach((key, index) => {
    held.set(key, first + index)
  })
  return held
}

async function read(session: Session, site: number): Promise<Numbers> {
  const { rows } = await session.plain('SELECT no, device, point FROM series WHERE site = $1', [site])
  return new Map(
    (rows as { no: number; device: string; point: string }[]).map((row) => [`${row.device}/${row.point}`, row.no]),
  )
}

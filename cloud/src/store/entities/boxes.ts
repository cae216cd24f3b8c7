import type { BoxRange } from '@zaojun/core'
import { sql } from 'kysely'
import { boxIdOf } from '../../keys.ts'
import { knownSiteNo, type Queries, type SiteRange, siteNo, within } from '../queries.ts'
import type { BoxRecord, BoxStanding, Store } from '../store.ts'
import { explainedHolesOf, heartbeatsOf } from './heartbeats.ts'
import { boxKeysOf, keysOfSites } from './keys.ts'

export type EnrolRequest = Parameters<Store['enrol']>[0]
export type Enrolment = Awaited<ReturnType<Store['enrol']>>
type Standings = Awaited<ReturnType<Store['standings']>>
/** Numbers of a box and its site in the keys. */
export type Place = { site: number; box: number; boxId: string }

/** Where a box stands; undefined where it is unknown. */
export async function placeOf({ build, first }: Queries, boxId: string): Promise<Place | undefined> {
  const row = await first(build.selectFrom('box').select(['no', 'site']).where('id', '=', boxId))
  return row === undefined ? undefined : { site: row.site, box: row.no, boxId }
}

/** Uses up a code of the site; false where it is wrong, used or over. The update decides, were it tried twice at once. */
export async function useCode({ build, run }: Queries, codeHash: string, at: number, site: number): Promise<boolean> {
  const use = build
    .updateTable('enrolment_code')
    .set({ used_at: at })
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .where('site', '=', site)
  return (await run(use)) === 1
}

export function boxReads(queries: Queries) {
  const { build, all, first } = queries
  return {
    async boxByToken(tokenHash: string): Promise<BoxRecord | null> {
      const row = await first(
        build
          .selectFrom('box')
          .innerJoin('site', 'site.no', 'box.site')
          .select(['box.no', 'box.site as siteNo', 'box.id', 'site.id as site', 'software_version', 'enrolled_at'])
          .where('token_hash', '=', tokenHash),
      )
      if (row === undefined) return null
      const { id, site, software_version, enrolled_at } = row
      const keys = await boxKeysOf(queries, { site: row.siteNo, box: row.no })
      return { id, site, keys, softwareVersion: software_version, enrolledAt: enrolled_at }
    },

    async boxes(site: string): Promise<BoxStanding[]> {
      const no = await siteNo(queries, site)
      return (await standingsOf(queries, { first: no, last: no })).get(no) ?? []
    },

    /** A page of all sites in the order they were added, those without boxes among them. */
    async standings({ after, limit }: { after: number; limit: number }): Promise<Standings> {
      const sites = await all(
        build.selectFrom('site').select(['no', 'id']).where('no', '>', after).orderBy('no').limit(limit),
      )
      const [first, last] = [sites[0]?.no, sites.at(-1)?.no]
      if (first === undefined || last === undefined) return { sites: [], next: null }
      const standings = await standingsOf(queries, { first, last })
      return {
        sites: sites.map(({ no, id }) => ({ site: id, boxes: standings.get(no) ?? [] })),
        next: sites.length === limit ? last : null,
      }
    },
  }
}

/** How the boxes of sites stand, by the sites' numbers. */
async function standingsOf(queries: Queries, sites: SiteRange): Promise<Map<number, BoxStanding[]>> {
  const { build, all } = queries
  const rows = await all(
    build
      .selectFrom('box')
      .innerJoin('box_state', (join) =>
        join.onRef('box_state.site', '=', 'box.site').onRef('box_state.box', '=', 'box.no'),
      )
      .selectAll()
      .where(within('box_state.site', sites))
      .orderBy('box.no'),
  )
  const ranges = Map.groupBy(
    await all(
      build.selectFrom('held_range').select(['box', 'first', 'last']).where(within('site', sites)).orderBy('first'),
    ),
    ({ box }) => box,
  )
  const keys = await keysOfSites(queries, sites)
  const holes = Map.groupBy(await explainedHolesOf(queries, sites), ({ box }) => box)
  const heartbeats = await heartbeatsOf(queries, sites)
  const standing = (box: (typeof rows)[number]): BoxStanding => ({
    id: box.id,
    lastBatchAt: box.last_batch_at,
    newest: box.newest,
    held: (ranges.get(box.no) ?? []).map(({ first, last }): [number, number] => [first, last]),
    gaps: box.gaps,
    quarantined: box.quarantined,
    contradicted: box.contradicted,
    revoked: keys.get(box.no)?.at(-1)?.revoked ?? null,
    holes: (holes.get(box.no) ?? []).map(({ box: _, ...hole }) => hole),
    heartbeat: heartbeats.get(box.no) ?? null,
    refused: box.refused,
    clock: box.clock as BoxStanding['clock'],
    softwareVersion: box.software_version,
    enrolledAt: box.enrolled_at,
    newestWall: box.newest_wall,
    reported: box.reported === null ? null : (JSON.parse(box.reported) as BoxRange),
  })
  const bySite = Map.groupBy(rows, ({ site }) => site)
  return new Map([...bySite].map(([site, boxes]) => [site, boxes.map(standing)]))
}

export function boxWrites(queries: Queries) {
  const { build, first, run } = queries
  return {
    async createCode({ hash, site, expiresAt }: { hash: string; site: string; expiresAt: number }): Promise<void> {
      const no = await knownSiteNo(queries, site)
      await run(
        build.insertInto('enrolment_code').values({ code_hash: hash, site: no, expires_at: expiresAt, used_at: null }),
      )
    },

    async enrol({ codeHash, tokenHash, box }: EnrolRequest): Promise<Enrolment> {
      const codes = build.selectFrom('enrolment_code').selectAll().where('code_hash', '=', codeHash)
      const code = await first(codes)
      if (code === undefined || code.expires_at <= box.enrolledAt) return { status: 'code' }
      const known = await placeOf(queries, box.id)
      if (code.used_at === null && known !== undefined && known.site !== code.site) return { status: 'other-site' }
      const current = known === undefined ? undefined : (await boxKeysOf(queries, known)).at(-1)
      const isCurrent = current?.revoked === null && Buffer.compare(current.key, box.publicKey) === 0
      const fits = known === undefined ? boxIdOf(box.publicKey) === box.id : isCurrent
      if (code.used_at === null && !fits) return { status: 'other-key' }
      if (!(await useCode(queries, codeHash, box.enrolledAt, code.site))) return { status: 'code' }
      const row = {
        site: code.site,
        id: box.id,
        public_key: Buffer.from(box.publicKey),
        token_hash: tokenHash,
        software_version: box.softwareVersion,
        enrolled_at: box.enrolledAt,
      }
      const fresh = { token_hash: tokenHash, software_version: box.softwareVersion }
      await run(
        build
          .insertInto('box')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doUpdateSet(fresh)),
      )
      const place = await placeOf(queries, box.id)
      if (place === undefined) throw new Error(`box ${box.id} is not in the store`)
      await run(
        build
          .insertInto('box_state')
          .values({ site: place.site, box: place.box })
          .onConflict((conflict) => conflict.doNothing()),
      )
      if (known === undefined)
        await run(
          sql`INSERT INTO box_key (site, box, first, last, revoked, key)
            VALUES (${place.site}, ${place.box}, 1, NULL, NULL, ${row.public_key}) ON CONFLICT DO NOTHING`,
        )
      await queries.dialect.noteBoxChange(place)
      const site = await first(build.selectFrom('site').select('id').where('no', '=', code.site))
      return { status: 'enrolled', site: site?.id ?? '' }
    },

    async countRefusal({ box }: { site: string; box: string }): Promise<void> {
      const place = await placeOf(queries, box)
      if (place === undefined) return
      await run(
        build
          .updateTable('box_state')
          .set((row) => ({ refused: row('refused', '+', 1) }))
          .where('site', '=', place.site)
          .where('box', '=', place.box),
      )
    },
  }
}

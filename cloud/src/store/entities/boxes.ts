import type { BoxRange } from '@zaojun/core'
import { sql } from 'kysely'
import { boxIdOf } from '../../keys.ts'
import { knownSiteNo, type Queries, siteNo } from '../queries.ts'
import type { BoxRecord, BoxStanding, Store } from '../store.ts'
import { explainedHolesOf, heartbeatsOf } from './heartbeats.ts'
import { boxKeysOf, keysOfSite } from './keys.ts'

export type EnrolRequest = Parameters<Store['enrol']>[0]
export type Enrolment = Awaited<ReturnType<Store['enrol']>>
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
      const rows = await all(
        build
          .selectFrom('box')
          .innerJoin('box_state', (join) =>
            join.onRef('box_state.site', '=', 'box.site').onRef('box_state.box', '=', 'box.no'),
          )
          .selectAll()
          .where('box_state.site', '=', no)
          .orderBy('box.no'),
      )
      const ranges = await all(
        build.selectFrom('held_range').select(['box', 'first', 'last']).where('site', '=', no).orderBy('first'),
      )
      const keys = await keysOfSite(queries, no)
      const holes = await explainedHolesOf(queries, no)
      const heartbeats = await heartbeatsOf(queries, no)
      return rows.map((box) => ({
        id: box.id,
        lastBatchAt: box.last_batch_at,
        newest: box.newest,
        held: ranges.filter((range) => range.box === box.no).map(({ first, last }): [number, number] => [first, last]),
        gaps: box.gaps,
        quarantined: box.quarantined,
        contradicted: box.contradicted,
        revoked: keys.get(box.no)?.at(-1)?.revoked ?? null,
        holes: holes.filter((hole) => hole.box === box.no).map(({ box: _, ...hole }) => hole),
        heartbeat: heartbeats.get(box.no) ?? null,
        refused: box.refused,
        clock: box.clock as BoxStanding['clock'],
        softwareVersion: box.software_version,
        enrolledAt: box.enrolled_at,
        newestWall: box.newest_wall,
        reported: box.reported === null ? null : (JSON.parse(box.reported) as BoxRange),
      }))
    },
  }
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

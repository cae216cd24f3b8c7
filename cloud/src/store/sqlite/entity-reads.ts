import { zstdDecompressSync } from 'node:zlib'
import type { BoxRange, Holding, Registry, Value } from '@zaojun/core'
import { MAX_BATCH_BYTES, ORIGINS, QUALITIES } from '@zaojun/core/plain'
import type { SiteEntry } from '../../routes/events/schema.ts'
import type { LatestRow } from '../../routes/latest/schema.ts'
import type { AttachmentRecord, BoxRecord, BoxStanding, Erasure, EventQuery, PartState, SiteRecord } from '../store.ts'
import { type Connection, sql } from './database.ts'
import { explainedHoles, heartbeatOf } from './heartbeat-reads.ts'
import { boxKeysOf } from './key-reads.ts'

type ErasedRow = { erased_reason: string | null; erased_by: string | null; erased_at: number | null }
const erasureOf = ({ erased_reason, erased_by, erased_at }: ErasedRow): Erasure | null =>
  erased_at === null ? null : { reason: erased_reason ?? '', by: erased_by ?? '', at: erased_at }

type HeldRow = { basis: string | null; person: string | null; expires: number | null }
const holdingOf = ({ basis, person, expires }: HeldRow): Omit<Holding, 'purpose'> => ({
  ...(basis === 'law' || basis === 'consent' ? { basis } : {}),
  ...(person === null ? {} : { person }),
  ...(expires === null ? {} : { expires }),
})

/** Reads of the things that are few, and of `latest` and entries. */
export function entityReads(connection: Connection) {
  const sites = sql.selectFrom('site').select(['id', 'name', 'time_zone as timeZone', 'created_at as createdAt'])
  const siteNo = (id: string): number =>
    connection.first(sql.selectFrom('site').select('no').where('id', '=', id))?.no ?? -1

  return {
    site: (id: string): SiteRecord | null => connection.first(sites.where('id', '=', id)) ?? null,
    sites: (): SiteRecord[] => connection.all(sites.orderBy('id')),

    boxByToken(tokenHash: string): BoxRecord | null {
      const row = connection.first(
        sql
          .selectFrom('box')
          .innerJoin('site', 'site.no', 'box.site')
          .select(['box.no', 'box.site as siteNo', 'box.id', 'site.id as site', 'software_version', 'enrolled_at'])
          .where('token_hash', '=', tokenHash),
      )
      if (row === undefined) return null
      const { id, site, software_version, enrolled_at } = row
      const keys = boxKeysOf(connection, row.siteNo, row.no)
      return { id, site, keys, softwareVersion: software_version, enrolledAt: enrolled_at }
    },

    boxes(site: string): BoxStanding[] {
      const rows = connection.all(sql.selectFrom('box').selectAll().where('site', '=', siteNo(site)).orderBy('no'))
      return rows.map((box) => ({
        id: box.id,
        lastBatchAt: box.last_batch_at,
        newest: box.newest,
        held: connection
          .all(
            sql
              .selectFrom('held_range')
              .select(['first', 'last'])
              .where('site', '=', box.site)
              .where('box', '=', box.no)
              .orderBy('first'),
          )
          .map(({ first, last }): [number, number] => [first, last]),
        gaps: box.gaps,
        quarantined: box.quarantined,
        contradicted: box.contradicted,
        revoked: boxKeysOf(connection, box.site, box.no).at(-1)?.revoked ?? null,
        holes: explainedHoles(connection, box.site, box.no),
        heartbeat: heartbeatOf(connection, box.site, box.no),
        refused: box.refused,
        clock: box.clock as BoxStanding['clock'],
        softwareVersion: box.software_version,
        enrolledAt: box.enrolled_at,
        newestWall: box.newest_wall,
        reported: box.reported === null ? null : (JSON.parse(box.reported) as BoxRange),
      }))
    },

    envelope({ site, box, n }: { site: string; box: string; n: number }): Uint8Array | null {
      const read = connection.prepare(
        `SELECT envelope FROM batch WHERE site = ? AND box = (SELECT no FROM box WHERE id = ?) AND n = ?`,
      )
      const row = read.get(siteNo(site), box, n) as { envelope: Buffer } | undefined
      if (row === undefined) return null
      return new Uint8Array(zstdDecompressSync(row.envelope, { maxOutputLength: MAX_BATCH_BYTES }))
    },

    registries(site: string): { box: string; registry: Registry }[] {
      const rows = connection.all(
        sql
          .selectFrom('registry')
          .innerJoin('box', 'box.no', 'registry.box')
          .select(['box.id', 'registry.body'])
          .where('registry.site', '=', siteNo(site))
          .orderBy('registry.box', 'desc'),
      )
      return rows.map(({ id, body }) => ({ box: id, registry: JSON.parse(body) as Registry }))
    },

    latest(site: string): LatestRow[] {
      const read = connection.prepare(
        `SELECT device, point, value, quality, origin, reason, at, received_at, seq, box.id AS box
         FROM latest JOIN series ON series.no = latest.series JOIN box ON box.no = latest.box WHERE latest.site = ?`,
      )
      const rows = read.all(siteNo(site)) as (Omit<LatestRow, 'value'> & LatestColumns)[]
      return rows.map(({ device, point, value, quality, origin, reason, at, received_at, seq, box }) => ({
        device,
        point,
        value: JSON.parse(value) as Value,
        quality: QUALITIES[quality] ?? 'bad',
        origin: ORIGINS[origin] ?? 'measured',
        ...(reason === null ? {} : { reason }),
        at,
        receivedAt: received_at,
        seq,
        box,
      }))
    },

    events({ site, query }: { site: string; query: EventQuery }): SiteEntry[] {
      const { after, newestFirst, limit, types } = query
      let select = sql
        .selectFrom('entry')
        .innerJoin('box', 'box.no', 'entry.box')
        .select(['entry.id', 'box.id as box', 'entry.received_at', 'entry.seq', 'entry.body'])
        .where('entry.site', '=', siteNo(site))
        .orderBy('entry.id', newestFirst ? 'desc' : 'asc')
        .limit(limit)
      if (after !== null) select = select.where('entry.id', newestFirst ? '<' : '>', after)
      if (types !== null) select = select.where('entry.type', 'in', types)
      return connection.all(select).map(({ id, box, received_at, seq, body }) => ({
        ...(JSON.parse(body) as SiteEntry),
        id,
        box,
        source: seq === null ? 'cloud' : 'box',
        receivedAt: received_at,
      }))
    },

    part(commitment: string): PartState | null {
      const parts = sql.selectFrom('part').innerJoin('site', 'site.no', 'part.site').selectAll('part').select('site.id')
      const rows = connection.all(parts.where('commitment', '=', commitment))
      const held = rows.find(({ erased_at }) => erased_at === null)
      if (held !== undefined) {
        const { salt, value, purpose } = held
        const part = { commitment, salt: salt ?? '', value: JSON.parse(value ?? 'null'), purpose, ...holdingOf(held) }
        return { state: 'held', site: held.id, part }
      }
      const erasure = rows[0] === undefined ? null : erasureOf(rows[0])
      return erasure === null ? null : { state: 'erased', erasure }
    },

    attachment({ digest, site }: { digest: string; site?: string }): AttachmentRecord | null {
      let select = sql
        .selectFrom('attachment')
        .innerJoin('site', 'site.no', 'attachment.site')
        .select(['site.id as site', 'digest', 'bytes', 'media_type', 'erased_reason', 'erased_by', 'erased_at'])
        .select(['purpose', 'basis', 'person', 'expires'])
        .where('digest', '=', digest)
        .orderBy('erased_at')
      if (site !== undefined) select = select.where('site.id', '=', site)
      const row = connection.first(select)
      if (row === undefined) return null
      const { bytes, media_type, purpose } = row
      const holding = purpose === null ? undefined : { purpose, ...holdingOf(row) }
      return { site: row.site, digest, bytes, mediaType: media_type, holding, erasure: erasureOf(row) }
    },

    passwordHash: (account: string): string | null =>
      connection.first(sql.selectFrom('account').select('password_hash').where('name', '=', account))?.password_hash ??
      null,

    session(tokenHash: string) {
      const row = connection.first(sql.selectFrom('session').selectAll().where('token_hash', '=', tokenHash))
      return row === undefined ? null : { account: row.account, expiresAt: row.expires_at }
    },
  }
}

type LatestColumns = { value: string; quality: number; origin: number; reason: string | null; received_at: number }

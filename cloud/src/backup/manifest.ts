import { createHash, hash, verify } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import { fail } from '../errors.ts'
import { type CloudKeys, publicKeyOf } from '../keys.ts'
import type { EngineName } from '../store/table-rows.ts'
import { writeWhole } from './whole-file.ts'

/** Version of everything in a backup folder. */
export const FORMAT = 1
const Whole = Type.Integer({ minimum: 0 })
const Hex = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** A run of rows in a file of its own: the file's length and SHA-256. */
export const PartRecord = Type.Object({ name: Hex, rows: Whole, bytes: Whole, sha256: Hex })
export type PartRecord = Static<typeof PartRecord>

/** Rows of one table. `open`: those not settled yet, which the next backup brings again. */
export const Section = Type.Object({
  table: Type.String({ pattern: '^[a-z_]+$' }),
  what: Type.Enum(['rows', 'open'] as const),
  columns: Type.Array(Type.String({ pattern: '^[a-z0-9_]+$' })),
  rows: Whole,
  digest: Hex,
  parts: Type.Array(PartRecord),
})
export type Section = Static<typeof Section>

/** One backup: what it holds and what it goes on from. Times are UTC ms. */
export const Manifest = Type.Object({
  format: Type.Literal(FORMAT),
  id: Type.String({ pattern: '^[0-9A-Za-z-]+$' }),
  kind: Type.Enum(['full', 'incremental'] as const),
  parent: Type.Union([Type.Null(), Type.Object({ id: Type.String(), sha256: Hex })]),
  software: Type.String(),
  takenAt: Whole,
  engine: Type.Enum(['sqlite', 'postgres'] as const),
  /** Version of the tables, as each engine counts. */
  schema: Type.Object({ sqlite: Whole, postgres: Whole }),
  /** The log up to and without `size` of `generation`; the key is raw. Checkpoints as they were published before. */
  log: Type.Object({
    id: Type.String(),
    key: Type.String(),
    generation: Whole,
    size: Whole,
    checkpoints: Type.Array(Type.Object({ generation: Whole, note: Type.String() })),
  }),
  /** How far each table that only grows has come: site → id. */
  reached: Type.Record(Type.String(), Type.Record(Type.String(), Type.Number())),
  sections: Type.Array(Section),
  attachments: Type.Object({ count: Whole, bytes: Whole }),
  /** The log's private key is with it. */
  withKeys: Type.Boolean(),
})
export type Manifest = Static<typeof Manifest>

const folderOf = (set: string): string => join(set, 'backups')
const sha256 = (text: string): string => hash('sha256', text)

/** Writes it with the log's signature, last of all: a backup without it is none. Throws `BACKUP_NOT_WRITTEN`. */
export function writeManifest(set: string, manifest: Manifest, keys: CloudKeys): void {
  const text = JSON.stringify(manifest, null, 1)
  const signature = Buffer.from(keys.sign(Buffer.from(signedText(manifest.id, text)))).toString('base64')
  const signed = join(folderOf(set), `${manifest.id}.sig`)
  writeWhole(signed, `${signature}\n`)
  try {
    writeWhole(join(folderOf(set), `${manifest.id}.json`), text)
  } catch (error) {
    rmSync(signed)
    throw error
  }
}

const signedText = (id: string, text: string): string => `zaojun-backup/v${FORMAT}\n${id}\n${sha256(text)}\n`

/** Ids of the backups of a folder, oldest first. */
export const backupsIn = (set: string): string[] =>
  existsSync(folderOf(set))
    ? readdirSync(folderOf(set))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -'.json'.length))
        .sort()
    : []

/** Throws `BACKUP_…` that names the file for one that is not whole, not this log's own, or of a newer version. */
export function readManifest(set: string, id: string): { manifest: Manifest; sha256: string } {
  const file = join(folderOf(set), `${id}.json`)
  if (!existsSync(file)) throw fail('BACKUP_NONE', { name: file })
  const text = readFileSync(file, 'utf8')
  const manifest = parsed(file, text)
  const { format } = (manifest ?? {}) as { format?: unknown }
  if (Number.isInteger(format) && Number(format) > FORMAT) throw fail('BACKUP_NEWER', { name: file })
  if (!Value.Check(Manifest, manifest)) {
    const [first] = Value.Errors(Manifest, manifest)
    throw fail('BACKUP_DAMAGED', { name: `${file}: ${first?.instancePath} ${first?.message}` })
  }
  const key = Buffer.from(manifest.log.key, 'base64')
  const named = `log-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
  const signature = join(folderOf(set), `${id}.sig`)
  const bytes = existsSync(signature) ? Buffer.from(readFileSync(signature, 'utf8'), 'base64') : Buffer.alloc(0)
  if (named !== manifest.log.id || !verify(null, Buffer.from(signedText(id, text)), publicKeyOf(key), bytes))
    throw fail('BACKUP_DAMAGED', { name: `${file}: ${signature} does not sign it` })
  return { manifest, sha256: sha256(text) }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw fail('BACKUP_TRUNCATED', { name: `${file}: ${(error as Error).message}` })
  }
}

/** The full backup and the incremental ones that lead to `id`, in their order. Throws `BACKUP_…`. */
export function chainOf(set: string, id?: string): Manifest[] {
  const newest = id ?? backupsIn(set).at(-1)
  if (newest === undefined) throw fail('BACKUP_NONE', { name: folderOf(set) })
  const chain: Manifest[] = []
  for (let next: { id: string; sha256?: string } | null = { id: newest }; next !== null; ) {
    const { manifest, sha256 } = readManifest(set, next.id)
    if (next.sha256 !== undefined && next.sha256 !== sha256)
      throw fail('BACKUP_DAMAGED', { name: `${next.id}: it is not the one that ${chain[0]?.id} goes on from` })
    demandSameTables(manifest, chain.at(-1)?.schema ?? manifest.schema)
    demandSameEngine(manifest, chain[0]?.engine ?? manifest.engine)
    chain.unshift(manifest)
    next = manifest.parent
  }
  return chain
}

/** Rows of one version of the tables do not go into those of another. Throws `BACKUP_OTHER_TABLES`. */
export function demandSameTables({ id, schema }: Manifest, wanted: Manifest['schema']): void {
  if (schema.sqlite === wanted.sqlite && schema.postgres === wanted.postgres) return
  throw fail('BACKUP_OTHER_TABLES', { name: id })
}

/** Each engine has numbers of its own for series and entries: those of one say nothing about rows of the other. Throws `BACKUP_OTHER_ENGINE`. */
export function demandSameEngine({ id, engine }: Manifest, wanted: EngineName): void {
  if (engine !== wanted) throw fail('BACKUP_OTHER_ENGINE', { name: id })
}

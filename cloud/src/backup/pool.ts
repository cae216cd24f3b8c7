import { hash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib'
import Type from 'typebox'
import Value from 'typebox/value'
import { fail } from '../errors.ts'
import { backupsIn, FORMAT, type PartRecord } from './manifest.ts'
import { type Encryption, newVault, openVault, plainVault, type Vault } from './vault.ts'
import { putWhole, writeWhole } from './whole-file.ts'

const MAGIC = Buffer.from('ZJBACKUP')
/** Magic, then the version of the format as two bytes. */
const HEADER_BYTES = MAGIC.length + 2
const compress = promisify(zstdCompress)
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** Far beyond what a part is made of: a bomb costs no more. */
const MAX_PART_BYTES = 512 * 1024 * 1024
/** Of the key or passphrase of a new folder. */
const LEAST_SECRET_BYTES = 12

const SetFile = Type.Object({
  format: Type.Integer(),
  encryption: Type.Union([
    Type.Null(),
    Type.Object({
      kdf: Type.Literal('scrypt'),
      N: Type.Integer({ minimum: 2, maximum: 2 ** 20 }),
      r: Type.Integer({ minimum: 1, maximum: 32 }),
      p: Type.Integer({ minimum: 1, maximum: 16 }),
      salt: Type.String(),
      check: Type.String(),
    }),
  ]),
})

/**
 * The files of a backup folder, named after what they hold: `parts/ab/abcd…`. What is there whole is never written
 * again, by whichever backup it came.
 */
export class PartPool {
  readonly folder: string
  readonly vault: Vault
  /** Files written, and those that were there already. */
  readonly written = { files: 0, bytes: 0 }
  readonly reused = { files: 0, bytes: 0 }

  private readonly isNew: boolean

  constructor(folder: string, vault: Vault, isNew = false) {
    this.folder = folder
    this.vault = vault
    this.isNew = isNew
  }

  /** Makes the folder one of backups, where it is none: how its files are kept is decided with that. Throws `BACKUP_NOT_WRITTEN`. */
  begin(): void {
    if (!this.isNew) return
    writeWhole(setFile(this.folder), JSON.stringify({ format: FORMAT, encryption: this.vault.encryption }))
  }

  private file(name: string): string {
    return join(this.folder, 'parts', name.slice(0, 2), name)
  }

  /** Keeps rows, or a photo; resolves where and how. */
  async put(plain: Uint8Array): Promise<Omit<PartRecord, 'rows'>> {
    const name = this.vault.nameOf(plain)
    const file = this.file(name)
    const held = existsSync(file) ? await readFile(file) : undefined
    if (held !== undefined && this.opened(held, name) !== undefined) {
      this.reused.files++
      this.reused.bytes += held.length
      return { name, bytes: held.length, sha256: hash('sha256', held) }
    }
    const packed = this.vault.seal(await compress(plain, LEVEL), name)
    const version = Buffer.alloc(2)
    version.writeUInt16BE(FORMAT)
    const bytes = Buffer.concat([MAGIC, version, packed])
    await putWhole(file, bytes)
    this.written.files++
    this.written.bytes += bytes.length
    return { name, bytes: bytes.length, sha256: hash('sha256', bytes) }
  }

  private opened(bytes: Buffer, name: string): Uint8Array | undefined {
    try {
      const packed = this.vault.open(bytes.subarray(HEADER_BYTES), name)
      const plain = packed && zstdDecompressSync(packed, { maxOutputLength: MAX_PART_BYTES })
      return plain !== undefined && this.vault.nameOf(plain) === name ? plain : undefined
    } catch {
      return undefined
    }
  }

  /** The file as the manifest says it is. `place` is told where it is not. Throws `BACKUP_TRUNCATED`, `BACKUP_DAMAGED`, `BACKUP_NEWER`. */
  whole(record: Omit<PartRecord, 'rows'>, place: string): Buffer {
    const file = this.file(record.name)
    const said = (what: string) => ({ name: `${file} (${place}): ${what}` })
    if (!existsSync(file)) throw fail('BACKUP_TRUNCATED', said('the file is missing'))
    const bytes = readFileSync(file)
    if (bytes.length < record.bytes)
      throw fail('BACKUP_TRUNCATED', said(`it ends after ${bytes.length} of ${record.bytes} bytes`))
    if (bytes.length >= HEADER_BYTES && bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
      const version = bytes.readUInt16BE(MAGIC.length)
      if (version > FORMAT) throw fail('BACKUP_NEWER', said(`format ${version}`))
    }
    if (hash('sha256', bytes) !== record.sha256) throw fail('BACKUP_DAMAGED', said('its bytes are not those written'))
    return bytes
  }

  /** What was kept. */
  get(record: Omit<PartRecord, 'rows'>, place: string): Uint8Array {
    const plain = this.opened(this.whole(record, place), record.name)
    if (plain === undefined) throw fail('BACKUP_DAMAGED', { name: `${this.file(record.name)} (${place})` })
    return plain
  }
}

const setFile = (folder: string): string => join(folder, 'set.json')

/**
 * The folder's pool; where there is none and `create` says so, one to be begun. Throws `BACKUP_KEY_…`, `BACKUP_NONE`,
 * `BACKUP_NEWER`.
 */
export function openPool(folder: string, secret: Uint8Array | undefined, create = false): PartPool {
  if (!existsSync(setFile(folder)) || (create && isUnused(folder))) {
    if (!create) throw fail('BACKUP_NONE', { name: folder })
    if (secret !== undefined && secret.length < LEAST_SECRET_BYTES)
      throw fail('BACKUP_KEY_SHORT', { name: `${secret.length} < ${LEAST_SECRET_BYTES}` })
    return new PartPool(folder, secret === undefined ? plainVault : newVault(secret), true)
  }
  const encryption = readSet(folder)
  if (encryption === null) return new PartPool(folder, plainVault)
  if (secret === undefined) throw fail('BACKUP_KEY_NEEDED', { name: folder })
  return new PartPool(folder, openVault(secret, encryption))
}

/** Nothing was written yet that is kept as the folder says. */
const isUnused = (folder: string): boolean => backupsIn(folder).length === 0 && !existsSync(join(folder, 'parts'))

function readSet(folder: string): Encryption | null {
  const file = setFile(folder)
  let set: unknown
  try {
    set = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw fail('BACKUP_TRUNCATED', { name: `${file} (${statSync(file).size} bytes)` })
  }
  if (!Value.Check(SetFile, set)) throw fail('BACKUP_DAMAGED', { name: file })
  if (set.format > FORMAT) throw fail('BACKUP_NEWER', { name: file })
  return set.encryption
}

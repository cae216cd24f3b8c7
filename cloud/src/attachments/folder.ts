import { createHash } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fail } from '../errors.ts'
import type { AttachmentBytes } from './bytes.ts'

export const DIGEST = /^[0-9a-f]{64}$/
/** Where they lie in a data folder; where the store is PostgreSQL, only until it has taken them up. */
export const attachmentsIn = (data: string): string => join(data, 'attachments')

/** Bytes of photos and clips as files: `<folder>/<site>/<digest>`, with `.part` while they come. */
export class AttachmentFolder implements AttachmentBytes {
  private readonly folder: string
  private readonly underWay = new Map<string, Promise<unknown>>()

  constructor(folder: string) {
    this.folder = folder
  }

  async start(): Promise<void> {}

  private file(site: string, digest: string): string {
    return join(this.folder, site, digest)
  }

  /** Bytes held of an unfinished upload. */
  async heldBytes(site: string, digest: string): Promise<number> {
    return (await stat(`${this.file(site, digest)}.part`).catch(() => null))?.size ?? 0
  }

  /** Appends durably at `offset`; `true` when `length` bytes are there and hash to the digest. One writer a file at a time. */
  async append(site: string, digest: string, bytes: Uint8Array, offset: number, length: number): Promise<boolean> {
    const file = this.file(site, digest)
    const turn = (this.underWay.get(file) ?? Promise.resolve()).then(() =>
      this.appendInTurn(file, digest, bytes, offset, length),
    )
    const ended = turn
      .catch(() => {})
      .finally(() => {
        if (this.underWay.get(file) === ended) this.underWay.delete(file)
      })
    this.underWay.set(file, ended)
    return await turn
  }

  private async appendInTurn(file: string, digest: string, bytes: Uint8Array, offset: number, length: number) {
    if (await stat(file).catch(() => null)) return true
    if (offset + bytes.length > length) throw fail('ATTACHMENT_LENGTH')
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const part = await open(`${file}.part`, 'a', 0o600)
    try {
      const { size } = await part.stat()
      if (size !== offset) throw fail('ATTACHMENT_OFFSET', { name: String(size) })
      await part.appendFile(bytes)
      await part.datasync()
    } finally {
      await part.close()
    }
    if (offset + bytes.length < length) return false
    if ((await digestOf(`${file}.part`)) !== digest) {
      await rm(`${file}.part`)
      throw fail('ATTACHMENT_DIGEST', { name: digest })
    }
    await rename(`${file}.part`, file)
    await syncFolder(dirname(file))
    return true
  }

  read(site: string, digest: string): ReadStream {
    return createReadStream(this.file(site, digest))
  }

  async erase(site: string, digest: string): Promise<void> {
    await rm(this.file(site, digest), { force: true })
    await rm(`${this.file(site, digest)}.part`, { force: true })
    await syncFolder(join(this.folder, site)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

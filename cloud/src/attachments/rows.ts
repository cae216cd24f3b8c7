import { createReadStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fail } from '../errors.ts'
import type { Pictures } from '../store/pictures.ts'
import type { Store } from '../store/store.ts'
import type { AttachmentBytes } from './bytes.ts'
import { DIGEST } from './folder.ts'

/** Bytes of photos and clips in the store, the same at every aggregator. */
export class AttachmentRows implements AttachmentBytes {
  private readonly store: Pick<Store, 'attachment'>
  private readonly pictures: Pictures
  private readonly folder: string

  /** `folder`: where pictures lay before the store took them. */
  constructor(store: Pick<Store, 'attachment'>, pictures: Pictures, folder: string) {
    this.store = store
    this.pictures = pictures
    this.folder = folder
  }

  /** Takes up pictures that lie in the data folder from the time of the embedded store. */
  async start(): Promise<void> {
    for (const site of await readdir(this.folder).catch(() => []))
      for (const digest of await readdir(join(this.folder, site)).catch(() => []))
        if (DIGEST.test(digest) && (await this.store.attachment(digest, site))?.erasure === null)
          await this.takeUp(site, digest)
  }

  heldBytes(site: string, digest: string): Promise<number> {
    return this.pictures.held(site, digest)
  }

  async append(site: string, digest: string, bytes: Uint8Array, offset: number, length: number): Promise<boolean> {
    if (offset + bytes.length > length) throw fail('ATTACHMENT_LENGTH')
    const done = await this.pictures.append({ site, digest, bytes, start: offset, length })
    if (done.status === 'offset') throw fail('ATTACHMENT_OFFSET', { name: String(done.held) })
    if (done.status === 'digest') throw fail('ATTACHMENT_DIGEST', { name: digest })
    return done.status === 'whole'
  }

  read(site: string, digest: string): Readable {
    return Readable.from(this.pictures.read(site, digest), { objectMode: false })
  }

  erase(site: string, digest: string): Promise<void> {
    return this.pictures.erase(site, digest)
  }

  private async takeUp(site: string, digest: string): Promise<void> {
    const file = join(this.folder, site, digest)
    const { size } = await stat(file)
    let offset = await this.pictures.held(site, digest)
    for await (const bytes of createReadStream(file, { start: offset })) {
      await this.append(site, digest, bytes as Uint8Array, offset, size)
      offset += (bytes as Uint8Array).length
    }
    await rm(file)
  }
}

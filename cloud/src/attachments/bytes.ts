import type { Readable } from 'node:stream'

/** Bytes of photos and clips, wherever they lie. Uploads come in pieces and go on where they ended. */
export interface AttachmentBytes {
  start(): Promise<void>
  /** Bytes held of an unfinished upload. */
  heldBytes(site: string, digest: string): Promise<number>
  /**
   * Appends durably at `offset`; `true` when `length` bytes are there and hash to the digest. Throws `ATTACHMENT_LENGTH`,
   * `ATTACHMENT_OFFSET`, `ATTACHMENT_DIGEST`.
   */
  append(site: string, digest: string, bytes: Uint8Array, offset: number, length: number): Promise<boolean>
  read(site: string, digest: string): Readable
  /** What is gone already is no failure. */
  erase(site: string, digest: string): Promise<void>
}

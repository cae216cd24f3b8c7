import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'

const CHUNK = Buffer.alloc(1024 * 1024, 0x5a)

/**
 * The ledger's pre-allocated reserve: written out in full at start, given back to the disk when it fills,
 * so that what must be recorded (alarms, commands, records, the gap itself) still finds room.
 */
export class Space {
  private readonly file: string
  private readonly folder: string
  private readonly reserveMiB: number
  private readonly db: Database.Database

  constructor(folder: string, reserveMiB: number, db: Database.Database) {
    this.folder = folder
    this.file = join(folder, 'reserve')
    this.reserveMiB = reserveMiB
    this.db = db
  }

  get held(): boolean {
    return existsSync(this.file)
  }

  /** True once the reserve stands; false where there is no room for it. */
  hold(): boolean {
    if (this.reserveMiB === 0 || this.held) return true
    const descriptor = openSync(this.file, 'w', 0o600)
    try {
      for (let i = 0; i < this.reserveMiB; i++) writeSync(descriptor, CHUNK)
      fsyncSync(descriptor)
      return true
    } catch {
      rmSync(this.file, { force: true })
      return false
    } finally {
      closeSync(descriptor)
    }
  }

  release(): void {
    rmSync(this.file, { force: true })
  }

  /** Time to forget what is acknowledged, however young it is. */
  nearlyFull(): boolean {
    return this.freeBytes() < 2 * this.reserveMiB * CHUNK.length
  }

  /** Bytes the ledger can still write: free on the disk, and free pages inside its own file. */
  freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder)
    const pages = this.db.pragma('freelist_count', { simple: true }) as number
    const size = this.db.pragma('page_size', { simple: true }) as number
    return bavail * bsize + pages * size
  }
}

import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** Photos and clips on the box: one file each, named by its SHA-256. */
export class AttachmentFiles {
  private readonly folder: string

  constructor(dataFolder: string) {
    this.folder = join(dataFolder, 'attachments')
  }

  /** On disk before it returns the digest (hex). */
  keep(bytes: Uint8Array): string {
    const digest = createHash('sha256').update(bytes).digest('hex')
    const file = join(this.folder, digest)
    if (existsSync(file)) return digest
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    const draft = `${file}.new`
    const descriptor = openSync(draft, 'w', 0o600)
    try {
      writeSync(descriptor, bytes)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(draft, file)
    syncFolder(this.folder)
    return digest
  }

  read(digest: string): Uint8Array | undefined {
    const file = join(this.folder, digest)
    return existsSync(file) ? new Uint8Array(readFileSync(file)) : undefined
  }

  remove(digest: string): void {
    rmSync(join(this.folder, digest), { force: true })
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

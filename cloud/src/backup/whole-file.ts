import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reasonOf, type ZaojunError } from '@zaojun/core'
import { fail } from '../errors.ts'

const FOLDER = { recursive: true, mode: 0o700 } as const
const FILE_MODE = 0o600

/** Of a full disk, say: what was written of it is taken away. */
function notWritten(file: string, error: unknown): ZaojunError {
  try {
    rmSync(`${file}.new`, { force: true })
  } catch {
    // Its folder is none: there is nothing of it.
  }
  return fail('BACKUP_NOT_WRITTEN', { name: `${file}: ${reasonOf(error)}` })
}

/** Writes a file, and its folder, so that it is there whole or not at all. Throws `BACKUP_NOT_WRITTEN`. */
export function writeWhole(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), FOLDER)
    writeFileSync(`${file}.new`, text, { mode: FILE_MODE, flush: true })
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw notWritten(file, error)
  }
}

/** The same while other work goes on. */
export async function putWhole(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(file), FOLDER)
    const handle = await open(`${file}.new`, 'w', FILE_MODE)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(`${file}.new`, file)
  } catch (error) {
    throw notWritten(file, error)
  }
}

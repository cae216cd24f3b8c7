import type { ZaojunError } from '@zaojun/core/plain'
import { fail } from '../errors.ts'

/**
 * SQLite says FULL where the disk has no room for a page, and SHMSIZE where it has none for the index of its write-ahead
 * log (sqlite.org/rescode.html); the others are the system's own, of files in the data folder.
 */
const FULL = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT'])
/** The disk is there to be read, and takes nothing: by its mount, by its rights, or because a write to it fails. */
const READ_ONLY = /^(SQLITE_READONLY.*|SQLITE_IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHMOPEN)|EROFS)$/

/** What a caller is told where a disk takes no writes; undefined for anything else. */
export function diskFailure(error: unknown): ZaojunError | undefined {
  const code = String((error as { code?: unknown } | null)?.code ?? '')
  if (FULL.has(code)) return fail('STORE_FULL', { name: code })
  if (READ_ONLY.test(code)) return fail('STORE_READ_ONLY', { name: code })
  return undefined
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '@zaojun/core'
import { type CloudConfig, loadCloudConfig } from '../../cloud/src/config.ts'
import { fail } from '../../cloud/src/errors.ts'
import { ROOT } from '../run.ts'

/** Options of `parseArgs` that every command about backups takes. */
export const COMMON = {
  data: { type: 'string' },
  'store.url': { type: 'string' },
  'key-file': { type: 'string' },
} as const

type CloudPlace = { data?: string | undefined; 'store.url'?: string | undefined }

/** The cloud's settings: its data folder, and what `cloud.yaml` and the environment say. Throws `CONFIG_…`. */
export function cloudAt({ data, 'store.url': url }: CloudPlace): CloudConfig {
  const flags = [...(data === undefined ? [] : ['--data', data]), ...(url === undefined ? [] : ['--store.url', url])]
  return loadCloudConfig(flags, process.env)
}

/** All bytes of the file, a newline at its end too. Throws `BACKUP_KEY_UNREADABLE`. */
export function secretIn(file: string | undefined): Buffer | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file)
  } catch (error) {
    throw fail('BACKUP_KEY_UNREADABLE', { name: reasonOf(error) })
  }
}

export const softwareVersion = (): string =>
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chainOf, type Manifest } from '../../src/backup/manifest.ts'
import { keysFor, restoreBeside, sourcesIn } from '../../src/backup/places.ts'
import { openPool } from '../../src/backup/pool.ts'
import { digestOf, restore } from '../../src/backup/restore.ts'
import { SiteNumbers } from '../../src/backup/site-numbers.ts'
import { keptTables, takeBackup } from '../../src/backup/take.ts'
import { type CloudConfig, DEFAULTS } from '../../src/config.ts'
import { openLoader, openSnapshot } from '../../src/store/create.ts'
import type { StoreSnapshot } from '../../src/store/table-rows.ts'

const folders: string[] = []
/** A folder that `removeFolders` takes away. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-backup-'))
  folders.push(folder)
  return folder
}
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

/** A data folder, and where its store is: in it, or at the address. */
export type Place = { data: string; url?: string | undefined }
const where = ({ data, url }: Place): Pick<CloudConfig, 'data' | 'store'> => ({
  data,
  store: { ...DEFAULTS.store, ...(url === undefined ? {} : { url }) },
})
const quiet = (): void => {}

export const snapshotOf = (place: Place): Promise<StoreSnapshot> => openSnapshot(where(place))

let taken = Date.UTC(2027, 2, 2)
export function backUp(
  place: Place,
  to: string,
  kind: 'full' | 'incremental',
  secret?: Uint8Array,
  withKeys = false,
): Promise<Manifest> {
  const { privateKey, ...sources } = sourcesIn(where(place))
  taken += 1_000
  return takeBackup({
    kind,
    pool: openPool(to, secret, true),
    snapshot: () => openSnapshot(where(place)),
    ...sources,
    ...(withKeys ? { privateKey: privateKey() } : {}),
    software: '0.0.0-test',
    now: () => taken,
    progress: quiet,
  })
}

export async function restoreTo(place: Place, from: string, secret?: Uint8Array, id?: string): Promise<Manifest[]> {
  const pool = openPool(from, secret)
  const chain = chainOf(from, id)
  const newest = chain.at(-1) as Manifest
  keysFor(place.data, pool, newest)
  const loader = openLoader(where(place))
  try {
    const beside = (snapshot: StoreSnapshot) => restoreBeside(place.data, pool, newest, snapshot, quiet)
    await restore({ pool, chain, loader, beside, progress: quiet })
  } finally {
    await loader.close()
  }
  return chain
}

/** Rows and digest of each table, in the numbers of the backup `as`. */
export async function digestsOf(place: Place, as?: Manifest): Promise<Record<string, string>> {
  const snapshot = await snapshotOf(place)
  const digests: Record<string, string> = {}
  try {
    const numbers = as === undefined ? undefined : new SiteNumbers(as, snapshot.engine)
    for (const table of await keptTables(snapshot)) {
      const { rows, hex } = await digestOf(snapshot, table, numbers).then((d) => ({ rows: d.rows, hex: d.hex() }))
      digests[table] = `${rows} ${hex}`
    }
  } finally {
    await snapshot.close()
  }
  return digests
}

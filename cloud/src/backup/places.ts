import { createPrivateKey } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AttachmentFolder, attachmentsIn } from '../attachments/folder.ts'
import type { CloudConfig } from '../config.ts'
import { type CloudKeys, heldKeys, keyFileIn, keysOf } from '../keys.ts'
import type { StoreSnapshot } from '../store/table-rows.ts'
import { fileRecord } from './check.ts'
import { publishedIn, writeLogFiles } from './log-files.ts'
import type { Manifest } from './manifest.ts'
import type { PartPool } from './pool.ts'
import { Counter, type Progress } from './progress.ts'
import { sectionRows } from './section-rows.ts'
import { FILES, PRIVATE_KEY } from './take.ts'

const keyFile = (data: string): string => keyFileIn(join(data, 'keys'))
const attachmentsOf = (data: string): AttachmentFolder => new AttachmentFolder(attachmentsIn(data))

/** What a backup reads of a data folder beside its store. Throws `LOG_KEY_UNREADABLE`. */
export function sourcesIn({ data }: Pick<CloudConfig, 'data'>) {
  const attachments = attachmentsOf(data)
  return {
    keys: heldKeys(join(data, 'keys')),
    privateKey: () => readFileSync(keyFile(data), 'utf8'),
    checkpoints: () => publishedIn(join(data, 'log')),
    async attachment(site: string, digest: string): Promise<Uint8Array | undefined> {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of attachments.read(site, digest) as AsyncIterable<Buffer>) chunks.push(chunk)
      } catch (error) {
        // Erased meanwhile.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
      return Buffer.concat(chunks)
    },
  }
}

/** The key of the data folder: its own, or the one that came with the backup. Undefined where there is neither. */
export function keysFor(data: string, pool: PartPool, newest: Manifest): CloudKeys | undefined {
  if (existsSync(keyFile(data))) return heldKeys(join(data, 'keys'))
  const [row] = sectionRows(pool, newest, PRIVATE_KEY.table)
  if (row === undefined) return undefined
  const pem = String(row[0])
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 })
  writeFileSync(keyFile(data), pem, { mode: 0o600, flush: true })
  return keysOf(createPrivateKey(pem))
}

/** Puts what lies beside the store into the data folder: photos, and the files of the log. */
export async function restoreBeside(
  data: string,
  pool: PartPool,
  newest: Manifest,
  snapshot: StoreSnapshot,
  progress: Progress,
): Promise<void> {
  await writeLogFiles(join(data, 'log'), newest.log.checkpoints, snapshot)
  const attachments = attachmentsOf(data)
  const places = await snapshot.all<{ id: string; digest: string }>(
    'SELECT site.id, digest FROM attachment JOIN site ON site.no = attachment.site WHERE erased_at IS NULL',
  )
  const sites = Map.groupBy(places, ({ digest }) => digest)
  const counter = new Counter(progress, 'attachments', 'rows', newest.attachments.count)
  let count = 0
  let bytes = 0
  for (const row of sectionRows(pool, newest, FILES.table)) {
    const digest = String(row[0])
    const content = pool.get(fileRecord(row), `attachment ${digest}`)
    for (const { id } of sites.get(digest) ?? []) {
      const held = await attachments.heldBytes(id, digest)
      await attachments.append(id, digest, content.subarray(held), held, content.length)
    }
    bytes += content.length
    counter.tell(FILES.table, ++count, bytes)
  }
}

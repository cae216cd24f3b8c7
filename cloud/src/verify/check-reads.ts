import { createHash } from 'node:crypto'
import { reasonOf } from '@zaojun/core'
import type { Read, ReadsPage } from '@zaojun/core/proof/index'
import type { StoreSnapshot } from '../store/table-rows.ts'
import type { Find } from './finding.ts'

type PageRow = { site: string; page: number; body: Uint8Array }
type ReadRow = Read & { site: string; page: number }

/** Who looked, as owners are shown it, against the sealed pages that the log commits to: look by look. */
export async function checkReads(snapshot: StoreSnapshot, find: Find): Promise<void> {
  const sealed = new Map<string, string>()
  const pages = snapshot.each<PageRow>(
    'SELECT site.id AS site, page, body FROM read_page JOIN site ON site.no = read_page.site ORDER BY site.no, page',
  )
  for await (const { site, page, body } of pages)
    try {
      const { reads } = JSON.parse(Buffer.from(body).toString()) as ReadsPage
      sealed.set(placeOf(site, page), digestOf(reads))
    } catch (error) {
      find(placeOf(site, page), '{name}', reasonOf(error))
    }
  const judge = (place: string, reads: Read[]) => {
    const digest = sealed.get(place)
    sealed.delete(place)
    if (digest === undefined) find(place, 'claims a page that does not hold it')
    else if (digest !== digestOf(reads)) find(place, 'is not what the sealed page says')
  }
  for await (const { place, reads } of shown(snapshot)) judge(place, reads)
  for (const place of sealed.keys()) find(place, 'are missing')
}

/** The rows of each page, in the order they were sealed in. */
async function* shown(snapshot: StoreSnapshot): AsyncGenerator<{ place: string; reads: Read[] }> {
  const rows = snapshot.each<ReadRow>(
    `SELECT site.id AS site, page, at, party, by, grant_id AS "grant", purpose, kind, what FROM data_read
       JOIN site ON site.no = data_read.site WHERE page IS NOT NULL ORDER BY site.no, page, data_read.id`,
  )
  let open: { place: string; reads: Read[] } | undefined
  for await (const { site, page, ...read } of rows) {
    const place = placeOf(site, page)
    if (open !== undefined && open.place !== place) yield open
    if (open?.place !== place) open = { place, reads: [] }
    open.reads.push(read)
  }
  if (open !== undefined) yield open
}

const placeOf = (site: string, page: number): string => `who read data of ${site}, page ${page}`
const digestOf = (reads: Read[]): string => {
  const hash = createHash('sha256')
  for (const { at, party, by, grant, purpose, kind, what } of reads)
    hash.update(JSON.stringify([at, party, by, grant, purpose, kind, what]))
  return hash.digest('hex')
}

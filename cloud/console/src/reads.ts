import { api, ask } from './api/client.ts'
import type { DataRead } from './api/shapes.ts'
import { OPERATOR } from './parties.ts'

const PAGE_SIZE = 100
/** Looks further apart than this are not of one sitting. */
const PAUSE_MS = 30 * 60_000

/** Whose looks are shown: everybody's, all but those of whoever runs the cloud, or one party's. */
export type Whose = 'all' | 'others' | { party: string }
export type Reads = { reads: DataRead[]; next: number | null }

const readsOf = (site: string, before: number | undefined, party?: string): Promise<Reads> => {
  const query = { limit: PAGE_SIZE, ...(before === undefined ? {} : { before }), ...(party ? { party } : {}) }
  return ask(api.GET('/v1/sites/{site}/reads', { params: { path: { site }, query } }))
}

/** One page, newest first, older than `before`. `granted`: everybody who was ever granted anything there. */
export async function readsPage(
  site: string,
  whose: Whose,
  granted: readonly string[],
  before: number | undefined,
): Promise<Reads> {
  if (whose === 'all') return readsOf(site, before)
  if (whose !== 'others') return readsOf(site, before, whose.party)
  const others = granted.filter((party) => party !== OPERATOR)
  const answers = await Promise.all(others.map((party) => readsOf(site, before, party)))
  const all = answers.flatMap(({ reads }) => reads).sort((a, b) => b.id - a.id)
  const reads = all.slice(0, PAGE_SIZE)
  const goesOn = all.length > reads.length || answers.some(({ next }) => next !== null)
  return { reads, next: goesOn ? (reads.at(-1)?.id ?? null) : null }
}

/** Looks of one person at one kind of data, with nobody else's between them; newest first, as they were. */
export type Sitting = [DataRead, ...DataRead[]]

/** Folds a page: while one person goes on looking, each kind of data is one line. */
export function sittingsOf(reads: readonly DataRead[]): Sitting[] {
  const sittings: Sitting[] = []
  let open = new Map<string, Sitting>()
  let before: DataRead | undefined
  for (const read of reads) {
    const goesOn =
      before?.party === read.party &&
      before.by === read.by &&
      before.purpose === read.purpose &&
      before.at - read.at <= PAUSE_MS
    if (!goesOn) open = new Map()
    before = read
    const known = open.get(read.kind)
    if (known !== undefined) known.push(read)
    else {
      const sitting: Sitting = [read]
      open.set(read.kind, sitting)
      sittings.push(sitting)
    }
  }
  return sittings
}

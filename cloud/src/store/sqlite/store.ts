import { WHOLE_PASS } from '../../rollup/due.ts'
import { Caller } from '../../threads/caller.ts'
import { LateCaller } from '../../threads/late-caller.ts'
import { PROMPT, storeOver } from '../engine.ts'
import type { EntityReads } from '../entities/index.ts'
import type { Computed } from '../entities/rollups.ts'
import type { Named } from '../json-answers.ts'
import { notShared } from '../sharing.ts'
import type { IngestOutcome, IngestRequest, Sequenced, Store } from '../store.ts'
import { Turnstile } from '../turnstile.ts'
import type { Mark } from './rollups.ts'

export type SqliteStoreOptions = {
  folder: string
  readers: number
  now(): number
  onFailure(place: string, error: unknown): void
  /** Starts although a restore into it is not finished. */
  isBeingFilled?: boolean
}

/** Work off the request path, which has a thread of its own: no query waits for it. */
const BACKGROUND: ReadonlySet<string> = new Set(['oldestUnsealed', 'unsealedBatches', 'packedSeries'])

/** Beside those that run: the next one is at hand when a reader is free. */
const READ_AHEAD = 1

/** The embedded store: one SQLite file, one thread that writes, others that read. */
export function createSqliteStore({
  folder,
  readers,
  now,
  onFailure,
  isBeingFilled = false,
}: SqliteStoreOptions): Store {
  const data = { folder, isBeingFilled }
  const write = new Caller({ module: new URL('./writer-thread.ts', import.meta.url), threads: 1, data, onFailure })
  const read = new Caller({ module: new URL('./reader-thread.ts', import.meta.url), threads: readers, data, onFailure })
  const work = new LateCaller({ module: new URL('./reader-thread.ts', import.meta.url), threads: 1, data, onFailure })
  const prompt = new Caller({ module: new URL('./reader-thread.ts', import.meta.url), threads: 1, data, onFailure })
  const queries = new Turnstile(readers + READ_AHEAD)

  const rollUpTogether = async (marks: Mark[]): Promise<void> => {
    await write.call('saveRollups', await work.call<Computed<Mark>[]>('computeRollups', marks))
  }
  /** Where something of one is damaged, each is summed by itself: the others are not held up. */
  const rollUpEach = async (marks: Mark[]): Promise<void> => {
    try {
      await rollUpTogether(marks)
    } catch (error) {
      if (!write.alive || !read.alive) throw error
      onFailure('rollup', error)
      for (const mark of marks) await rollUpTogether([mark]).catch(() => {})
    }
  }

  return storeOver(
    {
      async start() {
        await write.start()
        await Promise.all([read.start(), prompt.start()])
        work.open()
      },
      async stop() {
        await Promise.all([read.stop(), work.stop(), prompt.stop()])
        await write.stop()
      },
      ready: async () => write.alive && read.alive && prompt.alive,
      read(name: keyof EntityReads, argument: unknown) {
        if (PROMPT.has(name)) return prompt.call(name, argument) as never
        if (BACKGROUND.has(name)) return work.call(name, argument) as never
        return queries.pass(() => read.call(name, argument)) as never
      },
      json: (name, argument) => queries.pass(() => read.call<Uint8Array>('json', { name, argument } satisfies Named)),
      write: (name, argument) => write.call(name, argument) as never,

      ingest(request: IngestRequest) {
        const { archive, segments, points, newest } = request.batch
        const buffers = [archive, segments, points, newest].map(({ buffer }) => buffer as ArrayBuffer)
        return write.call<IngestOutcome>('ingest', request, [...new Set(buffers)])
      },
      queuedBatches: () => write.underWay,
      sequence: (request) => write.call<Sequenced>('sequence', request),

      sharing: notShared,
      pictures: undefined,

      dirtyHours: () => read.call<number>('dirtyHours', null),
      async rollUp(limit, pass = WHOLE_PASS) {
        const marks = await write.call<Mark[]>('claimDirty', { limit, pass })
        if (marks.length > 0) await rollUpEach(marks)
        return { done: marks.length, next: marks.length < limit ? null : (marks.at(-1) ?? null) }
      },
    },
    now,
  )
}

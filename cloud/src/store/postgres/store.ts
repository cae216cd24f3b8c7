import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { Repeating } from '../../repeating.ts'
import { PROMPT, storeOver } from '../engine.ts'
import { type EntityReads, type EntityWrites, entityReads, entityWrites } from '../entities/index.ts'
import { LONG } from '../json-answers.ts'
import type { Store } from '../store.ts'
import { Turnstile } from '../turnstile.ts'
import { Answers } from './answers.ts'
import { GroupCommit } from './group-commit.ts'
import { parseHosts } from './hosts.ts'
import { endLeases } from './leases.ts'
import { refuseHalfRestored } from './loader.ts'
import { dropEmptyPartitions, makePartitions } from './partitions.ts'
import { picturesOver } from './pictures.ts'
import { Primary } from './primary.ts'
import { dirtyHours, rollUp } from './rollups.ts'
import { type Seen, seenInMemory } from './seen.ts'
import { sequenceAsLeader } from './sequencer.ts'
import type { Session } from './session.ts'
import { Sessions } from './sessions.ts'
import { sharingOver } from './sharing.ts'
import { upgrade } from './upgrade.ts'

/** Connections that take batches, of all there are; queries have the others, and wait for one another. */
const INGEST_SHARE = 0.5
/** Work off the request path, which has a thread of its own, as rollups have: no query waits for it. */
const BACKGROUND: ReadonlySet<keyof EntityReads> = new Set(['packedSeries'])
const PARTITIONS_MS = 6 * 3_600_000
const MS_PER_SECOND = 1000

export type PostgresStoreOptions = {
  /** `postgres://…`, several hosts allowed. */
  url: string
  connections: number
  /** That work out long answers; 1. */
  threads?: number
  statementSeconds: number
  /** How long `start` waits for a server. */
  startSeconds: number
  /** Where the newest timeline seen is remembered; absent: in the process alone. */
  seen?: Seen
  now(): number
  random(): number
  onFailure(place: string, error: unknown): void
  /** Starts although a restore into it is not finished. */
  isBeingFilled?: boolean
}

/** A server that hangs is as good as none. */
const answers = async (session: Session): Promise<boolean> => (await session.all(sql`SELECT 1`)).length === 1

/** A server whose standby is gone keeps each commit waiting: told within the limits, for what follows has none. */
const commits = ({ client }: Session) => client.query(`SELECT pg_logical_emit_message(true, 'zaojun', 'start')`)

/** The store on PostgreSQL. Several aggregators may share one. Throws `STORE_URL`; `start` throws `STORE_…`. */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  const { url, connections, threads = 1, statementSeconds, startSeconds, now, random, onFailure } = options
  const statementMs = statementSeconds * MS_PER_SECOND
  const seen = options.seen ?? seenInMemory()
  const server = { hosts: parseHosts(url), seen, random, onFailure }
  const primary = new Primary({ ...server, connections, statementMs })
  const sessions = new Sessions(primary)
  const lanes = Math.max(1, Math.floor(connections * INGEST_SHARE))
  const ingest = new GroupCommit(sessions, lanes)
  const queries = new Turnstile(Math.max(1, connections - lanes))
  const longAnswers = new Answers({ sessions, threads, onFailure })
  const background = new Answers({ sessions, threads: 1, onFailure })
  const ready = async () => primary.alive && (await sessions.read(answers))
  const rollingUp = {
    sessions,
    answers: background,
    ready,
    onFailure: (error: unknown) => onFailure('rollup', error),
  }
  const holder = randomUUID()
  const partitions = new Repeating({
    place: 'partitions',
    everyMs: PARTITIONS_MS,
    work: async () => {
      await makePartitions(sessions, now())
      await dropEmptyPartitions(sessions, now())
    },
    onFailure,
  })
  const call = (methods: object, name: string, argument: unknown) =>
    (methods as Record<string, (argument: unknown) => Promise<unknown>>)[name]?.(argument)

  return storeOver(
    {
      async start() {
        await primary.start(startSeconds * MS_PER_SECOND)
        if (options.isBeingFilled !== true) await refuseHalfRestored(sessions)
        await sessions.write(commits)
        await upgrade(server, now())
        partitions.start()
        longAnswers.open()
        background.open()
      },
      async stop() {
        await Promise.all([partitions.stop(), longAnswers.stop(), background.stop()])
        await ingest.stop()
        if (primary.alive) await endLeases(sessions, holder).catch((error) => onFailure('store', error))
        await primary.stop()
      },
      ready,
      read(name: keyof EntityReads, argument: unknown) {
        const inThread = LONG.has(name) ? longAnswers : BACKGROUND.has(name) ? background : undefined
        if (inThread !== undefined) return queries.pass(() => inThread.read({ name, argument, json: false })) as never
        const read = () => sessions.read(async (session: Session) => call(entityReads(session), name, argument))
        return (PROMPT.has(name) ? read() : queries.pass(read)) as never
      },
      json: (name, argument) => queries.pass(() => longAnswers.read<Uint8Array>({ name, argument, json: true })),
      write: (name: keyof EntityWrites, argument: unknown) =>
        sessions.write(async (session: Session) => call(entityWrites(session), name, argument)) as never,

      ingest: (request) => ingest.add(request),
      queuedBatches: () => ingest.queued,
      sequence: (request) => sequenceAsLeader(sessions, holder, request),
      dirtyHours: () => sessions.read(dirtyHours),
      rollUp: (limit, pass) => rollUp(rollingUp, limit, pass),
      sharing: sharingOver(sessions, holder),
      pictures: picturesOver(sessions, now),
    },
    now,
  )
}

import { workerData } from 'node:worker_threads'
import { answerCalls, callerPort } from '../../threads/answerer.ts'
import { entityReads } from '../entities/index.ts'
import { computeRollups } from '../entities/rollups.ts'
import { type Named, readAsJson } from '../json-answers.ts'
import { openReader } from './database.ts'
import type { Mark } from './rollups.ts'

const connection = openReader((workerData as { folder: string }).folder)

const reads = entityReads(connection)

answerCalls(callerPort(), {
  ...reads,
  json: (named: Named) => readAsJson(reads, named),
  dirtyHours: () => (connection.prepare('SELECT count(*) AS count FROM dirty_hour').get() as { count: number }).count,
  computeRollups: (marks: Mark[]) => computeRollups(connection, marks),
  stop: () => {
    connection.db.close()
  },
})

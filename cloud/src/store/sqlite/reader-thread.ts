import { workerData } from 'node:worker_threads'
import { answerCalls, callerPort } from '../../threads/answerer.ts'
import { entityReads } from '../entities/index.ts'
import { computeRollups } from '../entities/rollups.ts'
import { openReader } from './database.ts'
import type { Mark } from './rollups.ts'

const connection = openReader((workerData as { folder: string }).folder)

answerCalls(callerPort(), {
  ...entityReads(connection),
  dirtyHours: () => (connection.prepare('SELECT count(*) AS count FROM dirty_hour').get() as { count: number }).count,
  computeRollups: (marks: Mark[]) => computeRollups(connection, marks),
  stop: () => {
    connection.db.close()
  },
})

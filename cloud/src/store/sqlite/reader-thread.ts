import { workerData } from 'node:worker_threads'
import { answerCalls, callerPort } from '../../threads/answerer.ts'
import { alarmReads } from './alarm-reads.ts'
import { openReader } from './database.ts'
import { entityReads } from './entity-reads.ts'
import { heartbeatReads } from './heartbeat-reads.ts'
import { keyReads } from './key-reads.ts'
import { leafReads } from './leaf-reads.ts'
import { rightsReads } from './rights-reads.ts'
import { rollupReads } from './rollup-reads.ts'
import { seriesReads } from './series-reads.ts'

const connection = openReader((workerData as { folder: string }).folder)

answerCalls(callerPort(), {
  ...entityReads(connection),
  ...alarmReads(connection),
  ...leafReads(connection),
  ...heartbeatReads(connection),
  ...keyReads(connection),
  ...rightsReads(connection),
  ...seriesReads(connection),
  ...rollupReads(connection),
  stop: () => {
    connection.db.close()
  },
})

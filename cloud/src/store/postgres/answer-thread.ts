import type { MessagePort } from 'node:worker_threads'
import { answerCalls, callerPort } from '../../threads/answerer.ts'
import { entityReads } from '../entities/index.ts'
import { computeRollups } from '../entities/rollups.ts'
import { readAsJson, readBy } from '../json-answers.ts'
import type { Question } from './answers.ts'
import { RemoteQueries } from './remote-queries.ts'

async function through<Result>(port: MessagePort, work: (queries: RemoteQueries) => Promise<Result>): Promise<Result> {
  const queries = new RemoteQueries(port)
  try {
    return await work(queries)
  } finally {
    queries.close()
  }
}

answerCalls(callerPort(), {
  read: ({ port, json, ...named }: Question<'read'>) =>
    through<unknown>(port, (queries) => {
      const reads = entityReads(queries)
      return json ? readAsJson(reads, named) : readBy(reads, named)
    }),
  computeRollups: ({ port, marks }: Question<'computeRollups'>) =>
    through(port, (queries) => computeRollups(queries, marks)),
  stop: () => {},
})

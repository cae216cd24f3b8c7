import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { callerPort, errorOf } from '../../threads/answerer.ts'
import type { Answer, Call } from '../../threads/caller.ts'
import { openWriter } from './database.ts'
import { Writer } from './writer.ts'

/** Calls that share one transaction at most: bounds how long the first of them waits. */
const MAX_GROUP = 24

const port = callerPort()
const connection = openWriter((workerData as { folder: string }).folder)
const writer = new Writer(connection)

/** Group commit: whatever has queued up while the last transaction ran goes into the next one. */
function takeGroup(first: Call): Call[] {
  const group = [first]
  while (group.length < MAX_GROUP) {
    const next = receiveMessageOnPort(port) as { message: Call } | undefined
    if (next === undefined) break
    group.push(next.message)
  }
  return group
}

function runTogether(calls: Call[]): Answer[] {
  connection.db.exec('BEGIN IMMEDIATE')
  try {
    const answers = calls.map(({ id, method, argument }): Answer => ({ id, result: writer.call(method, argument) }))
    writer.flush()
    connection.db.exec('COMMIT')
    return answers
  } catch (error) {
    if (connection.db.inTransaction) connection.db.exec('ROLLBACK')
    writer.forget()
    throw error
  }
}

/** One call that fails must not take the others with it: then each runs alone. */
function runGroup(calls: Call[]): Answer[] {
  try {
    return runTogether(calls)
  } catch (error) {
    if (calls.length === 1) return calls.map(({ id }) => ({ id, error: errorOf(error) }))
    return calls.flatMap((call) => runGroup([call]))
  }
}

port.on('message', (message: Call) => {
  const group = takeGroup(message)
  const stop = group.find(({ method }) => method === 'stop')
  const erasing = group.some(({ method }) => method.startsWith('erase'))
  const work = group.filter(({ method }) => method !== 'stop')
  const answers = work.length === 0 ? [] : runGroup(work)
  // The write-ahead log still holds what was erased until it is emptied.
  if (erasing) connection.db.pragma('wal_checkpoint(TRUNCATE)')
  for (const answer of answers) port.postMessage(answer)
  if (stop === undefined) return
  connection.db.close()
  port.postMessage({ id: stop.id, result: null } satisfies Answer)
})
port.postMessage('ready')

import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { callerPort, errorOf } from '../../threads/answerer.ts'
import type { Answer, AnsweredError, Call } from '../../threads/caller.ts'
import { openWriter } from './database.ts'
import { Writer } from './writer.ts'

/** Calls that share one transaction at most: bounds how long the first of them waits. */
const MAX_GROUP = 24

const port = callerPort()
const { folder, isBeingFilled } = workerData as { folder: string; isBeingFilled: boolean }
const connection = openWriter(folder, isBeingFilled)
const writer = new Writer(connection)
let turn: Promise<void> = Promise.resolve()

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

async function runTogether(calls: Call[]): Promise<Answer[]> {
  connection.db.exec('BEGIN IMMEDIATE')
  try {
    const answers: Answer[] = []
    for (const { id, method, argument } of calls) answers.push({ id, result: await writer.call(method, argument) })
    await writer.flush()
    connection.db.exec('COMMIT')
    return answers
  } catch (error) {
    if (connection.db.inTransaction) connection.db.exec('ROLLBACK')
    writer.forget()
    throw error
  }
}

/** One call that fails must not take the others with it: then each runs alone. */
async function runGroup(calls: Call[]): Promise<Answer[]> {
  try {
    return await runTogether(calls)
  } catch (error) {
    if (calls.length === 1) return calls.map(({ id }) => ({ id, error: errorOf(error) }))
    const answers: Answer[] = []
    for (const call of calls) answers.push(...(await runGroup([call])))
    return answers
  }
}

/** The write-ahead log still holds what was erased until it is emptied. What is in the way of that: a disk that is full. */
function emptyLog(): AnsweredError | undefined {
  try {
    connection.db.pragma('wal_checkpoint(TRUNCATE)')
    return undefined
  } catch (error) {
    return errorOf(error)
  }
}

async function answerGroup(group: Call[]): Promise<void> {
  const stop = group.find(({ method }) => method === 'stop')
  const work = group.filter(({ method }) => method !== 'stop')
  const answers = work.length === 0 ? [] : await runGroup(work)
  const erasing = new Set(group.filter(({ method }) => method.startsWith('erase')).map(({ id }) => id))
  const unerased = erasing.size === 0 ? undefined : emptyLog()
  for (const answer of answers) {
    const { id } = answer
    port.postMessage(unerased === undefined || !erasing.has(id) ? answer : ({ id, error: unerased } satisfies Answer))
  }
  if (stop === undefined) return
  connection.db.close()
  port.postMessage({ id: stop.id, result: null } satisfies Answer)
}

port.on('message', (message: Call) => {
  turn = turn.then(() => answerGroup(takeGroup(message)))
})
port.postMessage('ready')

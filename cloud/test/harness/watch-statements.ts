import pg from 'pg'
import { afterAll, afterEach, expect } from 'vitest'
import { wrongIn } from './spread-statements.ts'

// A setup file of the tests on PostgreSQL.

/** What `ServerPool` calls its connections. */
const STORE = 'zaojun-cloud'
/** A backup, or whoever compares stores, reads all of it as it was at one time. */
const SNAPSHOT = /\bREPEATABLE READ READ ONLY\b/

const known = new Set<string>()
const wrong: { text: string; wrong: string[] }[] = []
const snapshots = new WeakSet<object>()
export const seenStatements = (): ReadonlySet<string> => known

/** The text in whatever form a query comes. */
const textOf = (query: unknown): string => {
  if (typeof query === 'string') return query
  const { text, cursor } = query as { text?: string; cursor?: { text?: string } }
  return text ?? cursor?.text ?? ''
}

/** Every statement that a test makes the store send is looked at once. */
const send = pg.Client.prototype.query as (...given: unknown[]) => unknown
function watched(this: pg.Client, ...given: unknown[]): unknown {
  const text = textOf(given[0])
  const { application_name } = (this as unknown as { connectionParameters: { application_name?: string } })
    .connectionParameters
  if (SNAPSHOT.test(text)) snapshots.add(this)
  if (application_name === STORE && !known.has(text) && !snapshots.has(this)) {
    known.add(text)
    const found = wrongIn(text)
    if (found.length > 0) wrong.push({ text, wrong: found })
  }
  return send.apply(this, given)
}
pg.Client.prototype.query = watched as typeof pg.Client.prototype.query

/** Fails the test that sent one first, and no other. */
const noneWrong = (): void => {
  expect(wrong.splice(0), 'statements that would not do where Citus spreads the store').toEqual([])
}
afterEach(noneWrong)
afterAll(() => {
  // The next file of this process watches for itself.
  pg.Client.prototype.query = send as typeof pg.Client.prototype.query
  noneWrong()
})

import { isCollision, isLost, isReadOnly, storeFailure } from './failures.ts'
import type { Primary } from './primary.ts'
import { Session } from './session.ts'

/** Another transaction may be in the way so often before the caller is told. */
const TRIES = 4

/** Lends connections for a piece of work. What it throws carries a stable code where the database is the reason. */
export class Sessions {
  private readonly primary: Primary

  constructor(primary: Primary) {
    this.primary = primary
  }

  async read<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const client = await this.primary.connect()
    const gone = (error: Error) => broken.push(error)
    const broken: Error[] = []
    client.on('error', gone)
    let failure: unknown
    try {
      return await work(new Session(client))
    } catch (error) {
      failure = error
      throw storeFailure(error)
    } finally {
      client.off('error', gone)
      const useless = broken.length > 0 || isLost(failure)
      client.release(useless)
      if (useless && !isReadOnly(failure)) this.primary.lost(client)
    }
  }

  /** Durable when it resolves. A transaction that another was in the way of runs again. */
  async write<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    for (let left = TRIES; ; left--) {
      try {
        return await this.read((session) => inTransaction(session, work))
      } catch (error) {
        if (!(error instanceof Collision)) throw error
        if (left <= 1) throw storeFailure(error.cause)
      }
    }
  }
}

class Collision extends Error {}

async function inTransaction<Result>(session: Session, work: (session: Session) => Promise<Result>): Promise<Result> {
  await session.client.query('BEGIN')
  try {
    const result = await work(session)
    await session.client.query('COMMIT')
    return result
  } catch (error) {
    if (!isLost(error)) await session.client.query('ROLLBACK')
    throw isCollision(error) ? new Collision('collided', { cause: error }) : error
  }
}

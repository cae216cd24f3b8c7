import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { HourOfSeries } from '../../rollup/due.ts'
import { LateCaller } from '../../threads/late-caller.ts'
import type { Named } from '../json-answers.ts'
import { copyColumns } from './columns.ts'
import type { Asked, Told } from './remote-queries.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'

/** Methods of `answer-thread.ts`. `json`: the answer is to come as it goes to a client, as UTF-8. */
export type Questions = { read: Named & { json: boolean }; computeRollups: { marks: HourOfSeries[] } }
/** `port`: to the connection. */
export type Question<Method extends keyof Questions> = Questions[Method] & { port: MessagePort }

type Options = { sessions: Sessions; threads: number; onFailure(place: string, error: unknown): void }

/**
 * Reads whose answers may be long, and what is worked out of many rows. What the database says is taken apart, summed and
 * written in threads of its own: on the main one, where batches are acknowledged, there is little more than passing bytes on. Connections stay there.
 */
export class Answers {
  private readonly sessions: Sessions
  private readonly threads: LateCaller

  constructor({ sessions, threads, onFailure }: Options) {
    this.sessions = sessions
    const module = new URL('./answer-thread.ts', import.meta.url)
    this.threads = new LateCaller({ module, threads, data: null, onFailure })
  }

  open(): void {
    this.threads.open()
  }

  stop(): Promise<void> {
    return this.threads.stop()
  }

  read<Result>(asked: Questions['read']): Promise<Result> {
    return this.sessions.read((session) => this.on<Result, 'read'>(session, 'read', asked))
  }

  /** Through a connection that the caller has, in its transaction. Throws what a statement of it throws. */
  async on<Result, Method extends keyof Questions>(
    session: Session,
    method: Method,
    question: Questions[Method],
  ): Promise<Result> {
    const { port1: own, port2: port } = new MessageChannel()
    const failures: unknown[] = []
    // One after another: the connection takes no more at a time. None once it is lent to others again.
    let told = Promise.resolve()
    let isOver = false
    own.on('message', (asked: Asked) => {
      told = told.then(() => (isOver ? undefined : this.tell(session, own, asked, failures)))
    })
    try {
      return await this.threads.call<Result>(method, { ...question, port }, [port])
    } catch (error) {
      throw failures[0] ?? error
    } finally {
      isOver = true
      await told
      own.close()
    }
  }

  private async tell(session: Session, port: MessagePort, asked: Asked, failures: unknown[]): Promise<void> {
    const { id, text, parameters, kinds } = asked
    try {
      if (failures.length > 0) port.postMessage({ id, failed: true } satisfies Told)
      else if (kinds === null) {
        const { rows } = await session.plain(text, [...parameters])
        port.postMessage({ id, rows } satisfies Told)
      } else {
        const rows = await copyColumns(session.client, { text, parameters }, kinds)
        port.postMessage({ id, rows } satisfies Told, [rows])
      }
    } catch (error) {
      failures.push(error)
      port.postMessage({ id, failed: true } satisfies Told)
    }
  }
}

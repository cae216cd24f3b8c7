import { reasonOf, ZaojunError } from '@zaojun/core'
import type { Logger } from 'pino'
import type { Metrics } from './metrics.ts'
import { diskFailure } from './store/disk-failures.ts'

const UNAVAILABLE = 503
/** A refusal that comes by the thousand is told this often, with how many there were: telling each would cost more than the work. */
const TOLD_EVERY_MS = 1_000

type Untold = { times: number; places: Set<string>; toldAt: number }

/** Where every failure is written down and counted, of requests and of jobs alike. */
export class FailureLog {
  private readonly log: Logger
  private readonly metrics: Pick<Metrics, 'failures'>
  private readonly untold = new Map<string, Untold>()

  constructor(log: Logger, metrics: Pick<Metrics, 'failures'>) {
    this.log = log
    this.metrics = metrics
  }

  /** `place`: the job, or the path of the request. */
  tell(place: string, thrown: unknown, request: { method?: string } = {}): void {
    this.metrics.failures.inc({ place })
    const error = diskFailure(thrown) ?? thrown
    if (error instanceof ZaojunError && error.status === UNAVAILABLE) this.tellRefusal(place, error)
    else this.log.error({ err: error, place, ...request }, 'failed')
  }

  /**
   * Where it is too busy or the store is away, the stack says nothing: the code does. Requests and all jobs meet with the
   * same at once, so that each code is one line, for all of them.
   */
  private tellRefusal(place: string, error: ZaojunError): void {
    const key = `${error.code} ${error.place ?? ''}`
    const untold = this.untold.get(key) ?? { times: 0, places: new Set(), toldAt: Number.NEGATIVE_INFINITY }
    this.untold.set(key, untold)
    untold.times++
    untold.places.add(place)
    if (performance.now() - untold.toldAt < TOLD_EVERY_MS) return
    const cause = error.cause === undefined ? {} : { cause: reasonOf(error.cause) }
    const { times, places } = untold
    this.log.error({ refused: error.code, times, places: [...places], ...cause }, reasonOf(error))
    this.untold.set(key, { times: 0, places: new Set(), toldAt: performance.now() })
  }
}

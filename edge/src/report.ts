import { codeOf, reasonOf } from '@zaojun/core'
import pino, { type Logger } from 'pino'
import { Counter, type Registry as MetricsRegistry } from 'prom-client'

/** Something that went wrong somewhere; `code` is stable, `place` names the part, bus, unit or file. */
export type Fault = { code: string; place: string; message: string }

/** The one place where every handler, timer, socket and promise of the box ends. */
export type Report = {
  readonly log: Logger
  /** Logs and counts a fault. */
  fault(fault: Fault): void
  /** Ends a promise here: whatever it throws is logged and counted under `place`. */
  watch(place: string, work: Promise<unknown>): void
  /** Wraps a handler so that nothing it throws, now or later, leaves it. */
  guard<Args extends unknown[]>(place: string, handler: (...args: Args) => unknown): (...args: Args) => void
}

/** What was thrown there, as a fault. */
export const faultOf = (place: string, error: unknown): Fault => ({
  code: codeOf(error),
  place,
  message: reasonOf(error),
})

const SECRETS = [
  'password',
  'token',
  'salt',
  '*.password',
  '*.token',
  '*.salt',
  'req.headers.cookie',
  'req.headers.authorization',
]

export function createLogger(name: string, level: string): Logger {
  return pino({ name, level, redact: { paths: SECRETS, censor: '…' }, timestamp: pino.stdTimeFunctions.isoTime })
}

export function createReport(log: Logger, metrics: MetricsRegistry): Report {
  const faults = new Counter({
    name: 'zaojun_faults_total',
    help: 'Faults by stable code and place',
    labelNames: ['code', 'place'],
    registers: [metrics],
  })
  const fault = ({ code, place, message }: Fault): void => {
    faults.inc({ code, place })
    log.warn({ code, place }, message)
  }
  const thrown = (place: string) => (error: unknown) => fault(faultOf(place, error))
  return {
    log,
    fault,
    watch: (place, work) => void work.catch(thrown(place)),
    guard:
      (place, handler) =>
      (...args) => {
        try {
          const result = handler(...args)
          if (result instanceof Promise) result.catch(thrown(place))
        } catch (error) {
          thrown(place)(error)
        }
      },
  }
}

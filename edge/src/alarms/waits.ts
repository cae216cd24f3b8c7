import Type, { type Static } from 'typebox'
import Value from 'typebox/value'
import type { BoxClock } from '../clock.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Report } from '../report.ts'

const META_KEY = 'alarm-waits'
/** A wait shorter than this may begin anew after a restart. */
export const KEPT_WAIT_SECONDS = 10

/** Since when a limit has been broken, by the place of its rule: monotonic ms of that boot, and wall ms where known. */
const Waits = Type.Object(
  {
    boot: Type.String(),
    since: Type.Record(
      Type.String(),
      Type.Object({ mono: Type.Integer(), wall: Type.Union([Type.Integer(), Type.Null()]) }),
    ),
  },
  { additionalProperties: false },
)
type Waits = Static<typeof Waits>

/** The waits that run, kept so that a restart in the midst of a quarter of an hour does not begin it anew. */
export class KeptWaits {
  private readonly parts: { ledger: Ledger; clock: BoxClock; report: Report }
  private readonly before: Waits | undefined
  private written = ''

  constructor(parts: { ledger: Ledger; clock: BoxClock; report: Report }, meta: Record<string, string>) {
    this.parts = parts
    const kept: unknown = JSON.parse(meta[META_KEY] ?? 'null')
    this.before = Value.Check(Waits, kept) ? kept : undefined
  }

  /** Monotonic ms since when the wait at a place has run, in terms of this boot. */
  since(place: string): number | undefined {
    const wait = this.before?.since[place]
    if (wait === undefined) return undefined
    const { mono, wall } = this.parts.clock.now()
    if (this.before?.boot === this.parts.clock.era.boot) return wait.mono
    return wait.wall === null || wall === null ? undefined : mono - Math.max(0, wall - wait.wall)
  }

  /** Writes what runs now, where it changed. */
  keep(running: Iterable<[string, number]>): void {
    const waits = [...running]
    const places = waits.map(([place, at]) => `${place}@${Math.round(at)}`).join()
    if (places === this.written) return
    this.written = places
    const { clock, ledger, report } = this.parts
    const { wall, mono } = clock.now()
    const since: Waits['since'] = Object.fromEntries(
      waits.map(([place, at]) => [
        place,
        { mono: Math.round(at), wall: wall === null ? null : Math.round(wall - (mono - at)) },
      ]),
    )
    const value = JSON.stringify({ boot: clock.era.boot, since })
    report.watch('alarms.waits', ledger.write('remember', { key: META_KEY, value }))
  }
}

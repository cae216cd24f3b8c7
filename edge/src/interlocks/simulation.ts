import type { Value } from '@zaojun/core'
import { Judge } from '../alarms/judge.ts'
import type { Surroundings } from '../alarms/surroundings.ts'
import { type Span, tryRule, type WouldBe } from '../alarms/trial.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Sight } from '../points/sight.ts'
import type { Instance } from './instances.ts'

const SECOND_MS = 1000

/** When it would have acted, by which device and point. */
export type PastTrip = WouldBe & { device: string; point: string }
/** `unseen`: what it asks of the room around cannot be told from the past; it was taken as met. */
export type Past = Span & { trips: PastTrip[]; unseen: boolean }

/**
 * What an interlock would have done with what the ledger holds of that time: nothing is ordered. A countdown that
 * nobody holds ends in an act; what was over before it ended did nothing.
 */
export async function pastOf({ interlock, causes }: Instance, ledger: Ledger, span: Span): Promise<Past> {
  const waitMs = (interlock.countdown?.seconds ?? 0) * SECOND_MS
  const trips: PastTrip[] = []
  let unseen = false
  for (const { rule, device, point } of causes) {
    const outcome = await tryRule(ledger, { rule, device }, span)
    unseen ||= outcome.unseen
    for (const { from, to } of outcome.alarms) {
      const at = from + waitMs
      if (at < (to ?? span.to)) trips.push({ from: at, to, device: device.id, point } as PastTrip)
    }
  }
  trips.sort((a, b) => a.from - b.from)
  return {
    ...span,
    trips: trips.filter((trip, index) => !trips.slice(0, index).some((other) => covers(other, trip))),
    unseen,
  }
}

/** One act answers all causes that come while it lasts. */
const covers = (act: WouldBe, { from }: WouldBe): boolean => from >= act.from && (act.to === null || from <= act.to)

export type Supposed = { device: string; point: string; value: Value }
/** `afterSeconds`: how long it must hold, and count down, before it acts. */
export type Now = { trips: boolean; device?: string; point?: string; afterSeconds: number }

/** Whether it would act if an input read so, everything else being as it is now. Nothing is ordered. */
export function nowOf(
  { interlock, causes }: Instance,
  { device: of, point: at, value }: Supposed,
  { newest, now }: Pick<Sight, 'newest' | 'now'>,
  surroundings: Surroundings,
): Now {
  const countdown = interlock.countdown?.seconds ?? 0
  for (const { rule, device, point } of causes) {
    const { forSeconds = 0, ...atOnce } = rule
    const judge = new Judge(atOnce)
    const seen =
      device.id === of && point === at ? ({ value, quality: 'good' } as const) : newest(device.id, point)?.reading
    if (seen !== undefined) judge.see(seen, now())
    if (judge.verdict(now(), surroundings.of(rule, device)).active)
      return { trips: true, device: device.id, point, afterSeconds: forSeconds + countdown }
  }
  return { trips: false, afterSeconds: 0 }
}

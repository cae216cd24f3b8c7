import type { Device, Quality, Value } from '@zaojun/core'
import type { Rule, Surrounding } from '@zaojun/device-profiles'
import type { Ledger } from '../ledger/ledger.ts'
import { Judge } from './judge.ts'

const MAX_POINTS = 200_000

export type Span = { from: number; to: number }
/** When it would have been raised and cleared (wall ms); `to` is null where it would stand at the end. */
export type WouldBe = Span | { from: number; to: null }
/** `unseen`: what the rule asks of the room around cannot be told from the past; it was taken as met. */
export type TrialOutcome = { device: string; alarms: WouldBe[]; unseen: boolean }
type Seen = { at: number; value: Value; quality: Quality; of: string }

/** What a rule would have done at one place with what the ledger holds of that time. */
export async function tryRule(
  ledger: Ledger,
  { rule, device }: { rule: Rule; device: Device },
  { from, to }: Span,
): Promise<TrialOutcome> {
  if (!('point' in rule.watch)) return { device: device.id, alarms: [], unseen: true }
  const { when = [], unless = [] } = rule
  const surroundings = [...when, ...unless.map(({ so }) => so)]
  const own = surroundings.flatMap((each) => ('point' in each ? [each.point] : []))
  const names = [...new Set([rule.watch.point, ...own])]
  const seen = (await Promise.all(names.map((point) => read(ledger, device.id, point, { from, to })))).flat()
  const now = new Map<string, Seen>()
  const isSo = (each: Surrounding): boolean => {
    if (!('point' in each)) return true
    const { value, quality } = now.get(each.point) ?? {}
    return quality === 'good' && value === each.is
  }
  const judge = new Judge(rule)
  const alarms: WouldBe[] = []
  let raised: number | undefined
  const decide = (at: number) => {
    const holds = when.every(isSo)
    const excuses = unless.map(({ so }) => ('point' in so && isSo(so) ? so.point : undefined))
    const { active, suppressedBy } = judge.verdict(at, { holds, excuses })
    const stands = active && suppressedBy === undefined
    if (stands && raised === undefined) raised = at
    if (stands || raised === undefined) return
    alarms.push({ from: raised, to: at })
    raised = undefined
  }
  for (const each of seen.sort((a, b) => a.at - b.at)) {
    // A wait that ended between two values ended then, not at the next of them.
    const due = (judge.waitingSince ?? Number.POSITIVE_INFINITY) + (rule.forSeconds ?? 0) * 1000
    if (due < each.at) decide(due)
    now.set(each.of, each)
    if (each.of === rule.watch.point) judge.see(each, each.at)
    decide(each.at)
  }
  decide(to)
  if (raised !== undefined) alarms.push({ from: raised, to: null })
  return { device: device.id, alarms, unseen: surroundings.some((each) => 'zone' in each) }
}

async function read(ledger: Ledger, device: string, point: string, span: Span): Promise<Seen[]> {
  const { t, v, q } = await ledger.read('series', { device, point, ...span, max: MAX_POINTS })
  return t.map((at, index) => ({ at, value: v[index] ?? null, quality: q[index] ?? 'bad', of: point }))
}

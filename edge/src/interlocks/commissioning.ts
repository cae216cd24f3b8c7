import type { Bilingual } from '@zaojun/core'
import { fail } from './errors.ts'
import type { Instance } from './instances.ts'
import type { Checked, Memory } from './memory.ts'

export type CheckState = { id: string; title: Bilingual; proof: boolean; done?: Checked }

/** The devices it stands on: what was looked at with others says nothing of these. */
const groundOf = ({ causes, targets }: Instance): string =>
  [...new Set([...causes, ...targets].map(({ device }) => device.id))].sort().join()

/** The checklist of an interlock, and which of it was gone through with the devices it has now. */
export function checksOf(instance: Instance, { checks = {} }: Memory): CheckState[] {
  const ground = groundOf(instance)
  return instance.interlock.checks.map(({ id, title, proof = false }) => {
    const done = checks[instance.key]?.[id]
    return done === undefined || done.devices !== ground ? { id, title, proof } : { id, title, proof, done }
  })
}

/** Ticks a step off, or takes the tick back. Throws `INTERLOCK_CHECK_UNKNOWN`, `INTERLOCK_CHECK_UNPROVEN`. */
export function tick(
  instance: Instance,
  memory: Memory,
  check: string,
  tick: Omit<Checked, 'devices'> | undefined,
): void {
  const { key, interlock, targets } = instance
  const about = interlock.checks.find(({ id }) => id === check)
  if (about === undefined) throw fail('INTERLOCK_CHECK_UNKNOWN', { name: check, place: key })
  const took = memory.tests[key]?.targets ?? {}
  const proven = targets.length > 0 && targets.every(({ device }) => typeof took[device.id] === 'number')
  if (tick !== undefined && about.proof === true && !proven) throw fail('INTERLOCK_CHECK_UNPROVEN', { place: key })
  const { [check]: _before, ...others } = memory.checks?.[key] ?? {}
  const now = tick === undefined ? others : { ...others, [check]: { ...tick, devices: groundOf(instance) } }
  memory.checks = { ...memory.checks, [key]: now }
}

/** Throws `INTERLOCK_NOT_COMMISSIONED` while a step is open that can be taken before it is armed. */
export function refuseUnready(instance: Instance, memory: Memory): void {
  const open = checksOf(instance, memory).filter(({ done, proof }) => done === undefined && !proof)
  if (open.length > 0)
    throw fail('INTERLOCK_NOT_COMMISSIONED', { name: open.map(({ id }) => id).join(', '), place: instance.key })
}

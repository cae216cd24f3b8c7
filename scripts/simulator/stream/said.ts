import type { Value } from '@zaojun/core'
import { encodeFrame, formFor } from '@zaojun/device-profiles/stream/frame-encoder'
import type { StreamGrammar } from '@zaojun/device-profiles/stream/grammar'
import { canonical } from '@zaojun/device-profiles/stream/request'
import { rawFields } from '../message-json.ts'
import type { Fault, SimulatedUnit } from '../simulated-unit.ts'

const GARBAGE = Uint8Array.from([0x00, 0xff, 0x13, 0x37, 0xa5, 0x5a, 0x02, 0x03, 0x99])
/** What a unit that was given no address calls itself. */
const OWN_ADDRESS = 1
const OTHER_ADDRESS = 7

type Values = Record<string, Value>

/** Digits behind the point that this unit shows. */
function decimalsOf({ params: { division } }: SimulatedUnit): number {
  return typeof division === 'number' && division > 0 ? Math.max(0, Math.ceil(-Math.log10(division) - 1e-9)) : 0
}

/** Raw fields as the unit shows them: numbers on its divisions. */
export function shownFields(unit: SimulatedUnit): Values {
  const { division } = unit.params
  const step = typeof division === 'number' && division > 0 ? division : 0
  const rounded = (value: Value): Value =>
    typeof value === 'number' && step > 0 ? Math.round(value / step) * step : value
  return Object.fromEntries(Object.entries(rawFields(unit)).map(([key, value]) => [key, rounded(value)]))
}

/** The forms a unit may use, so that those with an address are used by units that have one. */
function formsFor(unit: SimulatedUnit, grammar: StreamGrammar, among: readonly string[]): string[] {
  const { address: rule, forms } = grammar
  const sound = among.filter((name) => forms[name]?.error === undefined)
  const field = rule?.field
  if (field === undefined || rule?.alone !== '') return sound
  return sound.filter((name) => (forms[name]?.fields?.[field] !== undefined) === (unit.unit.address !== undefined))
}

/** The frame in which the unit says `values`, in one of the forms named; undefined where none of them can. */
export function frameOf(
  unit: SimulatedUnit,
  values: Values,
  among: readonly string[] | undefined,
  fault: Fault | undefined,
): Uint8Array | undefined {
  const { stream } = unit.profile
  if (!stream) return undefined
  const names = among ?? Object.keys(stream.forms)
  const refusal = fault === 'exception' ? names.find((name) => stream.forms[name]?.error !== undefined) : undefined
  const name = refusal ?? formFor(stream, values, formsFor(unit, stream, names))
  if (name === undefined) return undefined
  const { address: rule } = stream
  const stated = fault === 'wrong-unit' ? OTHER_ADDRESS : (unit.unit.address ?? OWN_ADDRESS)
  const called = rule?.field === undefined ? undefined : canonical(rule, stated)
  const own = rule?.field === undefined || called === undefined ? {} : { [rule.field]: called }
  return spoiled(encodeFrame(stream, { ...values, ...own }, decimalsOf(unit), name), stream, fault)
}

/** The frame as the fault leaves it. A frame without a check can have no wrong one. */
function spoiled(frame: Uint8Array, { frame: framing }: StreamGrammar, fault: Fault | undefined): Uint8Array {
  if (fault === 'garbage') return GARBAGE
  if (fault === 'half-frame') return frame.subarray(0, Math.floor(frame.length / 2))
  if (fault !== 'wrong-checksum' || framing.checksum === undefined) return frame
  const copy = frame.slice()
  const middle = Math.floor(frame.length / 2)
  copy[middle] = (copy[middle] ?? 0) ^ 0x01
  return copy
}

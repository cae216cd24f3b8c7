import type { Param, Profile } from './profile.ts'
import { isAsked } from './stream/request.ts'
import type { Scalar } from './words.ts'

export type Params = Record<string, Scalar>

/** Understood on every polled unit, whatever its profile: how often it is asked. */
export const POLL_PARAM = 'poll-ms'

const fits = (param: Param, value: Scalar): boolean => {
  if (param.choices) return param.choices.some((choice) => choice.value === value)
  if (param.value === 'number')
    return (
      typeof value === 'number' &&
      Number.isFinite(value) &&
      value >= (param.min ?? Number.NEGATIVE_INFINITY) &&
      value <= (param.max ?? Number.POSITIVE_INFINITY)
    )
  return typeof value === (param.value === 'boolean' ? 'boolean' : 'string')
}

/** The parameters in force for a unit: what was stated over the defaults. `faults` names every one that does not fit. */
export function paramsOf(profile: Profile, stated: Params = {}): { params: Params; faults: string[] } {
  const params: Params = {}
  const faults: string[] = []
  for (const [key, param] of Object.entries(profile.params ?? {}))
    if (param.default !== undefined) params[key] = param.default
  for (const [key, value] of Object.entries(stated)) {
    const param = profile.params?.[key]
    const polled = profile.modbus !== undefined || (profile.stream !== undefined && isAsked(profile.stream))
    const poll = key === POLL_PARAM && polled && typeof value === 'number' && value >= 50 && value <= 300_000
    if (poll || (param && fits(param, value))) params[key] = value
    else faults.push(key)
  }
  return { params, faults }
}

/** A number of the profile: written there, or stated for the unit; undefined while nobody has stated it. */
export function numberOf(source: number | { param: string } | undefined, params: Params): number | undefined {
  if (source === undefined || typeof source === 'number') return source
  const value = params[source.param]
  return typeof value === 'number' ? value : undefined
}

import type { Unit } from '@zaojun/core'
import { isId } from '../shared/checks.ts'
import { type Config, text } from '../shared/migrate.ts'

/** The unit a configuration describes on `bus`, or undefined while it is incomplete. */
export function unitOf(config: Config, bus: string): Unit | undefined {
  const id = text(config, 'unit')
  const profile = text(config, 'profile')
  const address = addressIn(text(config, 'address'))
  const serialNumber = text(config, 'serialNumber').slice(0, 80)
  if (!isId(id) || !isId(bus) || !isId(profile) || address === null) return undefined
  const params = paramsOf(config.params)
  return {
    id,
    bus,
    profile,
    ...(address === undefined ? {} : { address }),
    ...(serialNumber === '' ? {} : { serialNumber }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
  }
}

/** A Modbus unit id as a number, any other address as text, nothing where the field is empty; null: not an address. */
function addressIn(given: string): Unit['address'] | null {
  if (given === '') return undefined
  if (/^[1-9][0-9]{0,2}$/.test(given) && Number(given) <= 247) return Number(given)
  return /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(given) ? given : null
}

/** Parameters the profile asks for at installation; the editor stores them as JSON text or as an object. */
function paramsOf(given: unknown): NonNullable<Unit['params']> {
  const value = typeof given === 'string' && given.trim() !== '' ? parsed(given) : given
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter(([, item]) => ['string', 'number', 'boolean'].includes(typeof item)),
  ) as NonNullable<Unit['params']>
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

import type { Transport } from '@zaojun/core'
import type { Profile } from '@zaojun/device-profiles'
import type { KitchenPlan } from '../simulator/plan.ts'

/** What a lone unit is called on its bus where its profile's vectors name no address. */
const ADDRESSES: Partial<Record<Transport, string | number>> = {
  'stream-serial': 1,
  'stream-tcp': 1,
  mqtt: 'unit-1',
  http: 'unit-1',
  'hj-212': '88888880000001',
  'jt-808': '013800138000',
  keyboard: 'unit-1',
}
/** Serial lines are tried over a socket, which every machine has; a keyboard is a named pipe here. */
const TRIED_FIRST: readonly Transport[] = [
  'modbus-tcp',
  'stream-tcp',
  'mqtt',
  'http',
  'hj-212',
  'jt-808',
  ...(process.platform === 'win32' ? [] : ['keyboard' as const]),
]

/** The transport a profile is tried over on this machine. */
export const triedOver = ({ transports }: Profile): Transport | undefined =>
  TRIED_FIRST.find((transport) => transports.includes(transport))

/** The address a unit of this profile has in its own vectors. */
export function addressOf(profile: Profile, transport: Transport): string | number {
  if (transport.startsWith('modbus')) return 1
  for (const vector of profile.vectors) if ('address' in vector && vector.address !== undefined) return vector.address
  return ADDRESSES[transport] ?? 1
}

/** A kitchen of one unit, with one device at its first position. */
export function planOf(
  profile: Profile,
  transport: Transport,
  address: string | number = addressOf(profile, transport),
): KitchenPlan {
  const [kind = ''] = profile.kinds
  const position = profile.positions > 1 ? { position: 1 } : {}
  return {
    buses: [
      {
        id: 'line',
        name: profile.name.zh,
        transport,
        ...profile.line,
        units: [{ id: 'unit', profile: profile.id, address, params: paramsFor(profile) }],
      },
    ],
    devices: [{ id: 'device', kind, name: profile.name.zh, zone: 'cooking', unit: 'unit', ...position }],
  }
}

/** Something for every parameter that has no default. */
function paramsFor({ params = {} }: Profile): Record<string, number | boolean | string> {
  const stated: Record<string, number | boolean | string> = {}
  for (const [key, { default: given, choices, value, min = 0, max }] of Object.entries(params)) {
    if (given !== undefined) continue
    const [first] = choices ?? []
    if (first !== undefined) stated[key] = first.value
    else if (value === 'number') stated[key] = Math.max(min, Math.min(max ?? 100, 100))
  }
  return stated
}

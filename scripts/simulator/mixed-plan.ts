import type { Transport } from '@zaojun/core'
import { type Catalogue, POLL_PARAM } from '@zaojun/device-profiles'
import type { KitchenPlan } from './plan.ts'

const UNITS_A_BUS = 10
/** Transports without a serial line: a large kitchen must not need hundreds of pseudo-terminals. */
const NETWORK: readonly Transport[] = ['modbus-tcp', 'stream-tcp', 'mqtt', 'http', 'hj-212', 'jt-808']
/** One unit a line: nothing tells two talkers on one stream apart. */
const ALONE: readonly Transport[] = ['stream-tcp']

type Make = { profile: string; kind: string; zone: string; transport: Transport; polled: boolean; many: boolean }

/**
 * A kitchen of `devices` devices of every kind and transport the catalogue can simulate over the network, the models
 * taken in turn; polled units are read `hz` times a second.
 */
export function mixedPlan(
  devices: number,
  hz: number,
  { kinds, profiles }: Pick<Catalogue, 'kinds' | 'profiles'>,
): KitchenPlan {
  const makes: Make[] = []
  for (const profile of profiles.values())
    for (const transport of profile.transports.filter((each) => NETWORK.includes(each)).slice(0, 1)) {
      const kind = kinds.get(profile.kinds[0] ?? '')
      const zone = kind?.zones[0]
      if (kind === undefined || zone === undefined) continue
      const { id, modbus, positions } = profile
      makes.push({ profile: id, kind: kind.id, zone, transport, polled: modbus !== undefined, many: positions > 1 })
    }
  const plan: KitchenPlan = { buses: [], devices: [] }
  const open = new Map<Transport, KitchenPlan['buses'][number]>()
  for (let n = 0; n < devices && makes.length > 0; n++) {
    const { profile, kind, zone, transport, polled, many } = makes[n % makes.length] as Make
    let bus = open.get(transport)
    if (bus === undefined || bus.units.length >= (ALONE.includes(transport) ? 1 : UNITS_A_BUS)) {
      const id = `line-${plan.buses.length + 1}`
      bus = { id, name: id, transport, units: [] }
      plan.buses.push(bus)
      open.set(transport, bus)
    }
    const unit = `unit-${n + 1}`
    const params = polled ? { params: { [POLL_PARAM]: Math.max(50, Math.round(1000 / hz)) } } : {}
    const address =
      transport === 'modbus-tcp' ? { address: bus.units.length + 1 } : { address: addressOf(transport, n) }
    bus.units.push({ id: unit, profile, ...(ALONE.includes(transport) ? {} : address), ...params })
    const id = `${kind}-${n + 1}`
    plan.devices.push({ id, kind, name: id, zone, unit, ...(many ? { position: 1 } : {}) })
  }
  return plan
}

/** MN of HJ 212 are 24 characters, SIM numbers of JT/T 808 twelve digits; elsewhere any name will do. */
function addressOf(transport: Transport, n: number): string {
  if (transport === 'hj-212') return `A${String(n).padStart(23, '0')}`
  if (transport === 'jt-808') return String(13_900_000_000 + n).padStart(12, '0')
  return `unit-${n}`
}

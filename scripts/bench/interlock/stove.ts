import { type KitchenPlan, largePlan } from '../../simulator/plan.ts'

export const POLLED = 200
const WRITE_COIL = 5

/** A gas detector and a valve, each on a line of its own; `busy`: beside 200 devices that are polled, and a radio. */
export function planOf(busy: boolean): KitchenPlan {
  const own = (id: string, unit: KitchenPlan['buses'][number]['units'][number]) => ({
    id,
    name: id,
    transport: 'modbus-tcp' as const,
    units: [unit],
  })
  const params = { 'poll-ms': 200 }
  const stove: KitchenPlan = {
    buses: [
      own('gas-line', { id: 'gas', profile: 'pemtech-pt495', address: 1, params: { resolution: 0.1, ...params } }),
      own('valve-line', { id: 'valve', profile: 'waveshare-relay-8ch', address: 1, params }),
    ],
    devices: [
      { id: 'stove-gas', kind: 'gas-monitor', name: 'gas', zone: 'cooking', unit: 'gas' },
      { id: 'main-valve', kind: 'safety-valve', name: 'valve', zone: 'cooking', unit: 'valve', position: 1 },
    ],
  }
  if (!busy) return stove
  const large = largePlan(POLLED, 1)
  // Only the valve under test stands beside the detector.
  const devices = large.devices.map((device) => ({ ...device, zone: 'warehouse' }))
  const air = { id: 'air', name: 'air', transport: 'mqtt' as const, units: [floor] }
  return { buses: [...stove.buses, ...large.buses, air], devices: [...stove.devices, ...devices] }
}

const floor = { id: 'floor', profile: 'aqara-sjcgq11lm', address: 'floor' }

/** What the units saw on the wire: the first answer of the detector after a crossing, and the frame to the valve. */
export class Wire {
  private answered: number | undefined
  private done: ((ms: number) => void) | undefined
  private taken: Promise<number> = Promise.resolve(0)

  watch(): void {
    this.answered = undefined
    this.taken = new Promise((resolve) => {
      this.done = resolve
    })
  }

  note(unit: string, pdu: Uint8Array): void {
    if (unit === 'gas') this.answered ??= performance.now()
    if (unit !== 'valve' || pdu[0] !== WRITE_COIL || this.answered === undefined) return
    this.done?.(performance.now() - this.answered)
  }

  took(): Promise<number> {
    return this.taken
  }
}

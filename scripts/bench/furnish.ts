import type { Gateway } from '../../edge/src/gateway/gateway.ts'

/** Fills a gateway's registry with devices of one kind, each with one point on a unit that is nowhere. */
export async function furnish(
  { box: { registry } }: Gateway,
  { devices: count, kind, point }: { devices: number; kind: string; point: string },
): Promise<void> {
  const { current } = registry
  const bus = { id: 'nowhere', name: 'nowhere', transport: 'mqtt' as const, host: '127.0.0.1', port: 9 }
  const ids = Array.from({ length: count }, (_, n) => n)
  const units = ids.map((n) => ({
    id: `unit-${n}`,
    bus: bus.id,
    profile: 'zaojun-contract-mqtt-none',
    address: `${n}`,
  }))
  const devices = ids.map((n) => ({
    id: `device-${n}`,
    kind,
    name: `${n}`,
    zone: 'fresh-keeping',
    state: 'active' as const,
    points: { [point]: { unit: `unit-${n}`, channel: point } },
  }))
  await registry.change((_, memory) => ({
    registry: { ...current, revision: current.revision + 1, buses: [bus], units, devices },
    memory,
    changed: true,
    events: [],
  }))
}

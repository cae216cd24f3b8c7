import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DetachedPart, DeviceProposal } from '@zaojun/core'
import type { KitchenPlan } from '../../../scripts/simulator/plan.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { type Caller, SITE, startBox, startCloud } from '../harness/kitchen.ts'

export const JPEG = (n: number) =>
  Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 400 }, (_, at) => (at * n) & 0xff)])

export type Told = {
  seq: number
  event: string
  device: string
  origin: string
  deviceTime?: number
  data: Record<string, unknown>
  attachments?: string[]
}

const UNITS = [
  {
    id: 'terminal',
    profile: 'hikvision-minmoe',
    address: '44:19:b6:00:00:01',
    kinds: ['morning-check', 'access-terminal'],
  },
  { id: 'checker', profile: 'zaojun-contract-morning-check-http', address: 'mc-1', kinds: ['morning-check'] },
  { id: 'gate', profile: 'hikvision-thermal-gate', address: '44:19:b6:00:00:02', kinds: ['access-terminal'] },
  { id: 'visitors', profile: 'hikvision-people-counting', address: '84:9a:40:00:00:01', kinds: ['people-counter'] },
  { id: 'queue', profile: 'hikvision-queue', address: '84:9a:40:00:00:02', kinds: ['people-counter'] },
  { id: 'analyzer', profile: 'zaojun-contract-rapid-analyzer-http', address: 'ra-1', kinds: ['rapid-analyzer'] },
  { id: 'ai-box', profile: 'zaojun-contract-behaviour-alarm-http', address: 'ai-1', kinds: ['behaviour-alarm'] },
  { id: 'till', profile: 'zaojun-contract-settlement-http', address: 'till-1', kinds: ['settlement'] },
  { id: 'body-scale', profile: 'zaojun-contract-body-composition-http', address: 'bc-1', kinds: ['body-composition'] },
  {
    id: 'cabinet',
    profile: 'zaojun-contract-additive-cabinet-http',
    address: 'ac-1',
    kinds: ['additive-cabinet'],
  },
]
const ZONES: Record<string, string> = {
  'rapid-analyzer': 'quick-test',
  'behaviour-alarm': 'cooking',
  settlement: 'dish-return',
}

/** Everything that pushes, each unit with a device of every kind it serves: `terminal-morning-check`, … */
const PLAN: KitchenPlan = {
  buses: [{ id: 'push', name: 'push', transport: 'http', units: UNITS.map(({ kinds: _kinds, ...unit }) => unit) }],
  devices: UNITS.flatMap(({ id, kinds }) =>
    kinds.map(
      (kind): DeviceProposal => ({
        id: `${id}-${kind}`,
        kind,
        name: `${id} ${kind}`,
        zone: ZONES[kind] ?? 'entrance',
        unit: id,
      }),
    ),
  ),
}

export type Pushing = Awaited<ReturnType<typeof startPushing>>

/** Cloud, enrolled box and the units that push to it. `stop` ends all of it. */
export async function startPushing() {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-push-'))
  const cleanups: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  const atEnd = (cleanup: () => Promise<unknown>) => void cleanups.push(cleanup)
  const cloud = await startCloud(folder, 0, atEnd)
  const { code } = await cloud.server.provision(SITE)
  const simulator = new Simulator({ plan: PLAN, serial: false, random: () => 0.5 })
  await simulator.start()
  atEnd(() => simulator.stop())
  const uplink = ['--uplink.url', cloud.server.url, '--uplink.code', code]
  const { gateway, box } = await startBox(folder, { simulator, uplink, atEnd })
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  }
  return { ...cloud, folder, simulator, gateway, box, stop }
}

/** The first such event that arrives at the cloud. */
export const eventAtCloud = (admin: Caller, fits: (told: Told) => boolean): Promise<Told> =>
  admin.until<{ events: Told[] }, Told>(`/v1/sites/${SITE.id}/events?types=event&limit=1000`, ({ events }) =>
    events.find(fits),
  )

/** Waits until the cloud holds the part behind a committed field, and gives it. */
export function partAtCloud(admin: Caller, field: unknown): Promise<Partial<DetachedPart>> {
  const { commitment = '' } = field as { commitment?: string }
  return admin.until<Partial<DetachedPart>, Partial<DetachedPart>>(
    `/v1/parts/${commitment}`,
    (part) => 'value' in part && part,
  )
}

export const latestAtCloud = (admin: Caller, device: string, point: string, value: unknown) =>
  admin.until<{ latest: { device: string; point: string; value: unknown; quality: string }[] }, { quality: string }>(
    `/v1/sites/${SITE.id}/latest`,
    ({ latest }) => latest.find((row) => row.device === device && row.point === point && row.value === value),
  )

import { expect, it, onTestFinished } from 'vitest'
import type { KitchenPlan } from '../../../scripts/simulator/plan.ts'
import { Simulator } from '../../../scripts/simulator/simulator.ts'
import { startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Home = { events: { device: string; event: string; data: Record<string, unknown>; at: number | null }[] }

const PLAN: KitchenPlan = {
  buses: [
    {
      id: 'terminals',
      name: 'terminals',
      transport: 'http',
      units: [{ id: 'scale', profile: 'zaojun-contract-body-composition-http', address: 'scale' }],
    },
  ],
  devices: [{ id: 'health-scale', kind: 'body-composition', name: '体质秤', zone: 'kitchen-entrance', unit: 'scale' }],
}

it('a screen is told the last event of a device, also after a restart, without what is personal', async () => {
  const folder = temporaryFolder('last-events')
  const simulator = new Simulator({ plan: PLAN })
  await simulator.start()
  onTestFinished(() => simulator.stop())
  const first = await startBox(folder, { simulator })
  simulator.tell('scale', 'person-weighed', { person: '7', weight: 64.2 }, 'w-1')
  const told = await first.box.until<Home, Home['events']>('/api/home', ({ events }) => events.length > 0 && events)
  expect(told).toMatchObject([{ device: 'health-scale', event: 'person-weighed', at: expect.any(Number) }])
  expect(JSON.stringify(told)).not.toContain('64.2')
  await first.gateway.stop()

  const second = await startBox(folder, { simulator })
  const again = await second.box.until<Home, Home['events']>('/api/home', ({ events }) => events.length > 0 && events)
  expect(again).toEqual(told)
})

import { describe, expect, it } from 'vitest'
import type { KitchenPlan } from '../../../scripts/simulator/plan.ts'
import { simulatedKitchen } from '../../../scripts/simulator/simulator.ts'
import { type Answer, startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

type Offered = { commands: { command: string; point: string; min?: number; max?: number; step?: number }[] }

/** A valve, a room steriliser and a thermometer; nobody answers on the line. */
const PLAN: KitchenPlan = {
  buses: [
    {
      id: 'line',
      name: 'line',
      transport: 'modbus-tcp',
      units: [
        { id: 'board', profile: 'waveshare-relay-8ch', address: 1 },
        { id: 'fogger', profile: 'zaojun-contract-env-disinfection', address: 2 },
        { id: 'transmitter', profile: 'xy-md02', address: 3 },
      ],
    },
  ],
  devices: [
    { id: 'valve', kind: 'safety-valve', name: '阀', zone: 'cooking', unit: 'board', position: 1 },
    { id: 'fog', kind: 'env-disinfection', name: '雾化', zone: 'portioning', unit: 'fogger' },
    { id: 'store', kind: 'warehouse-climate', name: '库', zone: 'warehouse', unit: 'transmitter' },
  ],
}

async function offered(device: string): Promise<Answer<Offered>> {
  const simulator = { kitchen: () => simulatedKitchen({ line: { port: 1 } }, PLAN) }
  const { box } = await startBox(temporaryFolder('offered'), { simulator })
  return box.get(`/api/devices/${device}/commands`)
}

describe('the commands a device offers', () => {
  it('are those its model carries out, each with the point it moves', async () => {
    expect((await offered('valve')).body.commands).toMatchObject([{ command: 'close', point: 'closed' }])
  })

  it('carry the limits of the model where they take a value', async () => {
    const { commands } = (await offered('fog')).body
    expect(commands.map(({ command }) => command)).toEqual(['start', 'stop', 'set-duration'])
    expect(commands[2]).toMatchObject({ point: 'duration-target', value: 'number', min: 60, max: 7200, step: 1 })
  })

  it('are none where the kind knows commands and the model has none', async () => {
    expect((await offered('store')).body.commands).toEqual([])
  })

  it('of a device nobody knows are not found', async () => {
    expect(await offered('nobody')).toMatchObject({ status: 404, body: { code: 'COMMAND_DEVICE_UNKNOWN' } })
  })
})

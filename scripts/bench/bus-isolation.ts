import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadCatalogue } from '@zaojun/device-profiles'
import { createBusDriver } from '../../edge/src/drivers/index.ts'
import type { KitchenPlan } from '../simulator/plan.ts'
import { Simulator } from '../simulator/simulator.ts'
import { printFigure } from './figure.ts'

const UNITS = 30
const BAUD = 9600
const DEAD = 'unit-7'
const MINUTE_MS = 60_000
const WARM_UP_MS = 6_000

/**
 * 30 transmitters on one line at 9600 baud, asked as often as the line carries. One dies; what the others keep of
 * their rate from that very moment on, against the same line all alive in the same run (design 10: at least 0.95).
 */
export default async function busIsolation(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { minutes: { type: 'string' }, 'poll-ms': { type: 'string' } } })
  const minutes = Number(values.minutes ?? 5)
  const pollMs = Number(values['poll-ms'] ?? 2000)
  const catalogue = loadCatalogue()
  const units = Array.from({ length: UNITS }, (_, n) => ({
    id: `unit-${n}`,
    profile: 'xy-md02',
    address: n + 1,
    params: { 'poll-ms': pollMs },
  }))
  const line = { id: 'line', name: 'line', transport: 'modbus-rtu-over-tcp' as const, baudRate: BAUD, units }
  const plan: KitchenPlan = { buses: [line], devices: [] }
  const simulator = new Simulator({ plan, catalogue })
  await simulator.start()
  const { buses, units: registered } = simulator.kitchen()
  const [bus] = buses
  if (!bus) throw new Error('no bus')
  const driver = createBusDriver(bus, catalogue, {
    now: () => performance.now(),
    random: Math.random,
    onEvent: async () => {},
    secret: () => undefined,
    harm: () => undefined,
    onSamples() {},
    onHealth() {},
    report: (fault) => console.error(fault),
  })
  driver.setUnits(registered)
  driver.start()
  const answers = () =>
    driver
      .stats()
      .units.filter(({ unit }) => unit !== DEAD)
      .reduce((sum, unit) => sum + unit.answers, 0)
  /** Answers a second of the others over the given time. */
  const rate = async (): Promise<number> => {
    const [count, began] = [answers(), performance.now()]
    await pause(minutes * MINUTE_MS)
    return ((answers() - count) * 1000) / (performance.now() - began)
  }
  try {
    await pause(WARM_UP_MS)
    const alive = await rate()
    simulator.kill(DEAD)
    const withDead = await rate()
    printFigure({
      name: 'bus-isolation',
      value: withDead,
      unit: 'answers/s of the other 29 units',
      baseline: alive,
      ratio: withDead / alive,
      note: `${UNITS} units at ${BAUD} baud, each every ${pollMs} ms; ${minutes} min from the moment of death; hold 0.95`,
    })
  } finally {
    await driver.stop()
    await simulator.stop()
  }
}

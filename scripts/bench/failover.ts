import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { HotService } from '../../cloud/test/harness/hot-service.ts'
import { SteadyLoad } from '../../cloud/test/harness/steady-load.ts'
import { CASES } from './failover/cases.ts'
import { percentile, printFigure } from './figure.ts'

const READINGS = 10
/** Before a case and after it, so that a case has its own figures. */
const CALM_MS = 3_000

/**
 * Each process of the whole topology is killed, one after the other, while batches come: the longest time in which
 * nothing was acknowledged, the longest a box waited for one batch, and what was lost in the end. Hold: back within 10 s,
 * lost 0, duplicated 0. `--boxes 10 --every 200 --only primary-machine,monitor --rounds 1`
 */
export default async function failover(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      boxes: { type: 'string', default: '10' },
      every: { type: 'string', default: '200' },
      only: { type: 'string', default: CASES.map(({ name }) => name).join(',') },
      rounds: { type: 'string', default: '1' },
    },
  })
  const only = values.only.split(',')
  const service = await HotService.start()
  const load = new SteadyLoad({
    url: service.url,
    site: 'drill',
    boxes: Number(values.boxes),
    everyMs: Number(values.every),
    readings: READINGS,
  })
  try {
    await load.start()
    for (let round = 0; round < Number(values.rounds); round++)
      for (const each of CASES.filter(({ name }) => only.includes(name))) {
        await service.store.settled()
        for (const aggregator of service.aggregators) await aggregator.ready()
        await sleep(CALM_MS)
        load.look()
        const seen = await each.run(service)
        await sleep(CALM_MS)
        const { pauseMs, latencies, refused, acknowledged } = load.look()
        const print = (what: string, value: number, note: string) =>
          printFigure({ name: `failover.${each.name}.${what}`, value, unit: 'ms', note })
        const answers = Object.entries(refused).map(([outcome, count]) => `${outcome} × ${count}`)
        print('pause', pauseMs, `${each.what}; nothing acknowledged for so long`)
        print('slowest', Math.max(...latencies), `longest a box waited for one of ${acknowledged} batches; ${seen}`)
        print('p99', percentile(latencies, 99), `answers other than 200: ${answers.join(', ') || 'none'}`)
      }
    await load.stop()
    const held = await load.compare()
    for (const what of ['lost', 'duplicated', 'wrong'] as const)
      printFigure({ name: `failover.${what}`, value: held[what], unit: 'readings', note: `of ${held.readings}` })
  } finally {
    await load.stop()
    await service.remove()
  }
}

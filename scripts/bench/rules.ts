import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadEdgeConfig } from '../../edge/src/config.ts'
import { Gateway } from '../../edge/src/gateway/gateway.ts'
import { median, printFigure } from './figure.ts'
import { furnish } from './furnish.ts'

const DEVICES = 250
const ROUNDS = 9
const READINGS_A_ROUND = 100_000
const BURST = 500

/**
 * Readings a second through the points of a gateway, with two rules on each of 250 refrigerators (500 places) and with
 * every rule off, in turns. Values stay within the deadband and the limits: what is measured is judging, not recording.
 */
export default async function rules(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string' } } })
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-rules-'))
  const flags = ['--data', folder, '--http.port', '0', '--log.level', 'silent', '--ledger.reserveMiB', '0']
  const gateway = new Gateway(loadEdgeConfig([...flags, '--login.password', 'rules-bench-password'], {}))
  await gateway.start()
  try {
    await furnish(gateway, { devices: DEVICES, kind: 'refrigeration', point: 'air-temperature' })
    const { watcher, settings } = gateway.box.alarming
    const registry = gateway.box.registry.current
    const allOff = new Map(
      watcher.all().map(({ id }) => [id, { rule: id, enabled: false, reason: 'bench', by: 'bench', at: null }]),
    )
    const judged: number[] = []
    const bare: number[] = []
    let places = 0
    for (let round = 0; round < Number(values.rounds ?? ROUNDS); round++) {
      watcher.follow(registry, settings.all())
      places = watcher.places().length
      judged.push(rate(gateway))
      watcher.follow(registry, allOff)
      bare.push(rate(gateway))
    }
    const note = `${places} places of rules, ${DEVICES} devices; median of ${judged.length} rounds in turns`
    const [value, baseline] = [median(judged), median(bare)]
    printFigure({ name: 'rules', value, unit: 'readings/s', baseline, ratio: value / baseline, note })
  } finally {
    await gateway.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Readings a second, in bursts as a driver gives them. */
function rate({ box: { points, clock } }: Gateway): number {
  const began = performance.now()
  const mono = clock.mono()
  for (let n = 0; n < READINGS_A_ROUND; n += BURST)
    points.accept(
      Array.from({ length: BURST }, (_, at) => ({
        unit: `unit-${(n + at) % DEVICES}`,
        channel: 'air-temperature',
        value: 4 + ((n + at) % 2) * 0.1,
        quality: 'good' as const,
        mono,
      })),
    )
  return (READINGS_A_ROUND * 1000) / (performance.now() - began)
}

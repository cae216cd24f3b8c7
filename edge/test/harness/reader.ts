import { onTestFinished } from 'vitest'
import { Simulator } from '../../../scripts/simulator/simulator.ts'

/** A kitchen with one code reader, the device `id`; `read` holds something in front of it. */
export async function startReader(id: string) {
  const plan = {
    buses: [
      {
        id: 'reader-line',
        name: '读码',
        transport: 'http' as const,
        units: [{ id: 'reader', profile: 'zaojun-contract-code-reader-http', address: 'reader-1' }],
      },
    ],
    devices: [{ id, kind: 'code-reader', name: '读码器', zone: 'portioning', unit: 'reader' }],
  }
  const simulator = new Simulator({ plan, serial: false, random: () => 0.5 })
  await simulator.start()
  onTestFinished(() => simulator.stop())
  return { simulator, read: (code: string) => simulator.tell('reader', 'code-read', { code }, 'scan-1') }
}

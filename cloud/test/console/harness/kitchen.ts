import type { Device, EntryBody, Quality, Registry, Value } from '@zaojun/core'
import { loadCatalogue } from '@zaojun/device-profiles'
import type { Timed } from '../../harness/test-box.ts'

const catalogue = loadCatalogue()
const MINUTE_MS = 60_000

const device = (id: string, kind: string, name: string, zone: string): Device => ({
  id,
  kind,
  name,
  zone,
  state: 'active',
  points: Object.fromEntries(
    Object.keys(catalogue.kinds.get(kind)?.points ?? {}).map((point) => [
      point,
      { unit: `unit-of-${id}`, channel: point },
    ]),
  ),
})

export const REGISTRY: Registry = {
  revision: 1,
  site: { name: '一食堂', timeZone: 'Asia/Shanghai' },
  zones: catalogue.zones,
  buses: [],
  units: [],
  devices: [
    device('receiving-scale', 'cloud-scale', '收货秤', 'warehouse'),
    device('dry-store', 'warehouse-climate', '干仓', 'warehouse'),
    device('cold-store', 'warehouse-climate', '冷藏 1', 'fresh-keeping'),
    device('stove-probe', 'core-temp-probe', '灶台探针', 'cooking'),
    device('stove-gas', 'gas-monitor', '灶台燃气', 'cooking'),
    device('steamer-gas', 'gas-monitor', '蒸箱燃气', 'cooking'),
    device('main-valve', 'safety-valve', '总阀', 'cooking'),
  ],
}

type Marks = { quality?: Quality; origin?: 'measured' | 'manual' | 'simulated'; reason?: string }

export const read = (series: string, value: Value, wall: number, marks: Marks = {}): Timed => {
  const [device = '', point = ''] = series.split('/')
  const body: EntryBody = { type: 'reading', device, point, value, quality: 'good', origin: 'measured', ...marks }
  return { body, wall }
}

export const registered = (wall: number): Timed => ({ body: { type: 'registry', registry: REGISTRY }, wall })

/** Every point of the kitchen once, all well. */
export const allWell = (wall: number): Timed[] => [
  read('receiving-scale/net', 12.48, wall),
  read('receiving-scale/gross', 13.08, wall),
  read('receiving-scale/tare', 0.6, wall),
  read('receiving-scale/stable', true, wall),
  read('receiving-scale/overload', false, wall),
  read('dry-store/air-temperature', 21.3, wall),
  read('dry-store/relative-humidity', 48, wall),
  read('cold-store/air-temperature', 3.8, wall),
  read('cold-store/relative-humidity', 71, wall),
  read('stove-probe/core-temperature', 78.4, wall),
  ...['stove-gas', 'steamer-gas'].flatMap((gas) => [
    read(`${gas}/combustible-gas`, 0, wall),
    ...['alarm-level-1', 'alarm-level-2', 'fault'].map((point) => read(`${gas}/${point}`, false, wall)),
  ]),
  read('main-valve/closed', false, wall),
]

/** A cold store over a span, a reading each `stepMinutes`; silent for the sixth tenth of it. */
export function coldHistory(from: number, to: number, stepMinutes: number): Timed[] {
  const steps = Math.floor((to - from) / (stepMinutes * MINUTE_MS))
  return Array.from({ length: steps }, (_, step) => from + step * stepMinutes * MINUTE_MS)
    .filter((at) => (at - from) / (to - from) < 0.5 || (at - from) / (to - from) >= 0.6)
    .map((at) => {
      const celsius = 3.6 + Math.sin(at / 4e6) * 0.9 + Math.sin(at / 7e5) * 0.3
      return read('cold-store/air-temperature', Math.round(celsius * 10) / 10, at)
    })
}

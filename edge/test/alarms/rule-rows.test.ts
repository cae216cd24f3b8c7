import { type CatalogueRule, loadCatalogue } from '@zaojun/device-profiles'
import { describe, expect, it } from 'vitest'
import { Judge } from '../../src/alarms/judge.ts'

const { rules, kinds } = loadCatalogue()
const rows = [...rules.values()]
/** What each comparison says just inside the limit, at it, and just outside. */
const EXPECTED = { above: '--+', 'at-least': '-++', below: '--+', 'at-most': '-++', equal: '-+-' }
const SECOND_MS = 1000

/** The verdict on one value that stays for as long as the rule asks. */
function verdict({ over: _over, ...rule }: CatalogueRule, value: number | boolean): string {
  const judge = new Judge(rule)
  judge.see({ value, quality: 'good' }, 0)
  const around = { holds: true, excuses: [] }
  judge.verdict(0, around)
  return judge.verdict((rule.forSeconds ?? 0) * SECOND_MS, around).active ? '+' : '-'
}

function course(rule: CatalogueRule): string {
  const { is, value } = rule.broken
  if (typeof value === 'boolean') return [!value, value].map((each) => verdict(rule, each)).join('')
  const limit = Number(value)
  const step = Math.max(Math.abs(limit) * 1e-3, 1e-4)
  const outwards = is === 'below' || is === 'at-most' ? -step : step
  return [limit - outwards, limit, limit + outwards].map((each) => verdict(rule, each)).join('')
}

describe('each rule at its limit, just inside and just outside', () => {
  it.each(rows.map((rule) => [rule.id, rule] as const))('%s', (_id, rule) => {
    expect(course(rule)).toBe(typeof rule.broken.value === 'boolean' ? '-+' : EXPECTED[rule.broken.is])
  })
})

describe('the rules together', () => {
  it('hold the 126 rows of their loader table and what box and cloud say of themselves', () => {
    const box = [
      'interlock-unconfirmed',
      'interlock-weakened',
      'duty-overdue',
      'notification-dead',
      'alarm-chattering',
      'log-broken',
      'box-key-unusable',
    ]
    const cloud = ['box-silent', 'batches-missing', 'batch-fork', 'box-ledger-contradicted']
    const contacts = ['gas-monitor.alarm-level-1', 'gas-monitor.alarm-level-2', 'gas-monitor.fault']
    const reach = ['device-unreachable', 'safety-device-unreachable']
    const records = ['cn-s02b', 'licence-runs-out']
    const stores = ['product-chilled', 'product-frozen', 'store-warming']
    const own = [...box, ...cloud, ...contacts, ...reach, ...records, ...stores]
    expect(rows.filter(({ id }) => !own.includes(id))).toHaveLength(126)
  })

  it('cite a document, and say in both languages what is wrong and what to do', () => {
    for (const { id, title, advice, citation } of rows) {
      expect(citation.document, id).not.toBe('')
      for (const text of [title.zh, title.en, advice?.zh, advice?.en]) expect(text, id).toBeTruthy()
    }
  })

  it('have a deadband wherever a number is watched over time, but for what only grows', () => {
    const growing = [
      'lamp-age',
      'unattended',
      'tpm',
      'acid-value',
      'removal',
      'oil-content',
      'rinse-temperature',
      'open-duration',
    ]
    const bare = rows.filter(
      ({ watch, broken, clear, over }) =>
        'point' in watch &&
        typeof broken.value === 'number' &&
        clear === undefined &&
        over === undefined &&
        !growing.includes(watch.point),
    )
    expect(bare.map(({ id }) => id)).toEqual([])
  })

  it('[D17] call the second level of a gas detector and its fault critical, by its own contacts', () => {
    const severity = (point: string) => rules.get(`gas-monitor.${point}`)?.severity
    expect(['alarm-level-1', 'alarm-level-2', 'fault'].map(severity)).toEqual(['major', 'critical', 'critical'])
  })

  it('notice of every kind when nothing is heard of it', () => {
    const heard = new Set(
      rows.flatMap(({ watch }) => ('silence' in watch || 'unreachable' in watch ? (watch.kinds ?? []) : [])),
    )
    expect([...kinds.keys()].filter((kind) => !heard.has(kind))).toEqual([])
  })

  it('judge every kind that reads a temperature of food or gas', () => {
    const watched = new Set(rows.flatMap(({ watch }) => ('kinds' in watch ? (watch.kinds ?? []) : [])))
    const must = [
      'refrigeration',
      'sample-retention',
      'special-area-temp',
      'vehicle-recorder',
      'gas-monitor',
      'oil-temp',
    ]
    expect(must.filter((kind) => kinds.has(kind) && !watched.has(kind))).toEqual([])
  })
})

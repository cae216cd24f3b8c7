import type { Profile } from '@zaojun/device-profiles'
import { planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import type { ReadRange } from '@zaojun/device-profiles/modbus/pdu'

const keyOf = ({ table, address }: ReadRange): string => `${table} ${address}`

/**
 * Reads by which a unit shows that it is there: one register or bit where the candidate profiles begin, the commonest
 * first. Usually one of each table; all of them when `thorough`.
 */
export function presenceReads(profiles: readonly Profile[], thorough: boolean): ReadRange[] {
  const counts = new Map<string, { range: ReadRange; profiles: number }>()
  for (const profile of profiles) {
    const seen = new Set<string>()
    for (const { table, address } of planBlocks(profile)) {
      const range = { table, address, count: 1 }
      const key = keyOf(range)
      if (seen.has(key)) continue
      seen.add(key)
      counts.set(key, { range, profiles: (counts.get(key)?.profiles ?? 0) + 1 })
    }
  }
  const ordered = [...counts.values()].sort((a, b) => b.profiles - a.profiles || a.range.address - b.range.address)
  const ranges = ordered.map(({ range }) => range)
  if (thorough) return ranges
  return ranges.filter(({ table }, index) => ranges.findIndex((each) => each.table === table) === index)
}

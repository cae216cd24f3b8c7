import type { RegisterSource } from '../channel.ts'
import type { Profile } from '../profile.ts'
import type { ReadRange } from './pdu.ts'

/** One read the poller makes: neighbouring channels of one table and one poll interval. */
export type PollBlock = ReadRange & { pollMs: number; channels: string[] }

const MAX_BITS = 2000
const DEFAULT_MAX_REGISTERS = 64
export const wordsOf = (source: RegisterSource): number =>
  source.type === 'int32' || source.type === 'uint32' || source.type === 'float32' ? 2 : 1

/** The reads of a profile, neighbours merged as far as the unit allows. */
export function planBlocks(profile: Profile): PollBlock[] {
  const { modbus } = profile
  if (!modbus) return []
  const rows = Object.entries(profile.channels)
    .flatMap(([key, channel]) =>
      'table' in channel.from ? [{ key, from: channel.from, pollMs: channel.pollMs ?? modbus.pollMs }] : [],
    )
    .sort((a, b) => a.pollMs - b.pollMs || a.from.table.localeCompare(b.from.table) || a.from.address - b.from.address)
  const blocks: PollBlock[] = []
  for (const { key, from, pollMs } of rows) {
    const last = blocks.at(-1)
    const bits = from.table === 'coil' || from.table === 'discrete'
    // A unit that answers only single registers answers only single bits.
    const bitsAtOnce = modbus.maxRegisters === 1 ? 1 : MAX_BITS
    const most = bits ? bitsAtOnce : (modbus.maxRegisters ?? DEFAULT_MAX_REGISTERS)
    const end = from.address + wordsOf(from)
    const joins =
      last &&
      last.table === from.table &&
      last.pollMs === pollMs &&
      from.address <= last.address + last.count + (modbus.mergeGap ?? 0) &&
      end - last.address <= most
    if (joins) {
      last.count = Math.max(last.count, end - last.address)
      last.channels.push(key)
    } else blocks.push({ table: from.table, address: from.address, count: wordsOf(from), pollMs, channels: [key] })
  }
  return blocks
}

import type { SimulatedUnit } from '../simulated-unit.ts'

/** What an order brought about stays so long, if nobody sets anything else. */
const LASTS_MS = 20_000

/** What an order does to a simulated unit: what its profile says it becomes, and what scales do when zeroed or tared. */
export function carryOut(unit: SimulatedUnit, request: string): void {
  const { commands = {}, channels, kinds } = unit.profile
  for (const [key, { send, to, confirm, channels: moved }] of Object.entries(commands)) {
    if (send?.as !== request) continue
    const effects = new Map(to === undefined ? [] : moved.map((channel) => [channel, to]))
    if (typeof confirm === 'object') effects.set(confirm.channel, confirm.equals)
    if (kinds.includes('cloud-scale')) weigh(unit, key, effects)
    for (const [channel, value] of effects) {
      const from = channels[channel]?.from
      if (from === undefined || 'derive' in from) continue
      unit.hold(channel, value)
      setTimeout(() => unit.hold(channel, undefined), LASTS_MS).unref()
    }
  }
}

function weigh(unit: SimulatedUnit, command: string, effects: Map<string, number | boolean | string>): void {
  const { channels } = unit.profile
  const reads = (channel: string): number => {
    const value = channels[channel] === undefined ? 0 : unit.value(channel)
    return typeof value === 'number' ? value : 0
  }
  if (
    command === 'tare' &&
    channels.tare !== undefined &&
    channels.net !== undefined &&
    !('derive' in channels.tare.from)
  ) {
    effects.set('tare', reads('tare') + reads('net'))
    effects.set('net', 0)
    if (channels['net-mode'] !== undefined) effects.set('net-mode', true)
    return
  }
  for (const channel of ['gross', 'net', 'displayed']) if (channels[channel] !== undefined) effects.set(channel, 0)
}

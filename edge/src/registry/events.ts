import { isDeepStrictEqual } from 'node:util'
import type { Device } from '@zaojun/core'
import type { RegistryEvent } from './memory.ts'

/** `device-created`, `device-changed`, `device-lost-node`, `device-node-back`, `device-retired`, `device-restored`. */
export function deviceEvents(before: Device[], after: Device[]): RegistryEvent[] {
  const old = new Map(before.map((device) => [device.id, device]))
  return after.flatMap((device) => {
    const event = eventOf(old.get(device.id), device)
    return event === undefined ? [] : [{ event, device: device.id, data: { ...device } }]
  })
}

function eventOf(before: Device | undefined, after: Device): string | undefined {
  if (before === undefined) return 'device-created'
  if (before.state !== after.state) {
    if (after.state === 'no-node') return 'device-lost-node'
    if (after.state === 'retired') return 'device-retired'
    return before.state === 'retired' ? 'device-restored' : 'device-node-back'
  }
  return isDeepStrictEqual(before, after) ? undefined : 'device-changed'
}

/** `bus-created`, `bus-changed`, `bus-removed`, and the same for units. */
export function itemEvents<Item extends { id: string }>(
  word: 'bus' | 'unit',
  before: Item[],
  after: Item[],
): RegistryEvent[] {
  const old = new Map(before.map((item) => [item.id, item]))
  const kept = new Set(after.map((item) => item.id))
  return [
    ...after.flatMap((item) => {
      const was = old.get(item.id)
      if (was === undefined) return [{ event: `${word}-created`, data: { ...item } }]
      return isDeepStrictEqual(was, item) ? [] : [{ event: `${word}-changed`, data: { ...item } }]
    }),
    ...before.filter((item) => !kept.has(item.id)).map((item) => ({ event: `${word}-removed`, data: { ...item } })),
  ]
}

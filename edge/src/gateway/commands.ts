import { randomUUID } from 'node:crypto'
import { type CommandEntry, type CommandResult, defineErrors, type Value } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { UnitOrder } from '../drivers/driver.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { BoxRegistry } from './box-registry.ts'
import type { Buses } from './buses.ts'

export const fail = defineErrors({
  COMMAND_DEVICE_UNKNOWN: { status: 404, zh: '没有设备 {name}', en: 'there is no device {name}' },
  COMMAND_DEVICE_RETIRED: { status: 409, zh: '设备 {name} 已停用', en: 'device {name} is retired' },
  COMMAND_UNKNOWN: { status: 422, zh: '该设备没有这个命令：{name}', en: 'the device has no such command: {name}' },
})

export type Order = { device: string; command: string; value?: Value; by: string }
export type Step = { id: string; result: CommandResult; reason?: string }
type Target = { bus: string; order: UnitOrder }

/** Orders to devices: written when given, carried out, written again with their result. */
export class Commands {
  private readonly ledger: Ledger
  private readonly catalogue: Catalogue
  private readonly registry: BoxRegistry
  private readonly buses: Buses

  constructor(ledger: Ledger, catalogue: Catalogue, registry: BoxRegistry, buses: Buses) {
    this.ledger = ledger
    this.catalogue = catalogue
    this.registry = registry
    this.buses = buses
  }

  /**
   * `accepted` is called once the order is on disk and under way. Resolves with the final result;
   * throws `COMMAND_…` where there is nothing to order. The driver's deny list has the last word.
   */
  async give(order: Order, accepted: (step: Step) => void = () => {}): Promise<Step> {
    const target = this.targetOf(order)
    const id = randomUUID()
    await this.write(id, order, 'accepted')
    accepted({ id, result: 'accepted' })
    const { result, reason } = await this.buses.command(target.bus, target.order)
    await this.write(id, order, result, reason)
    return { id, result, reason }
  }

  private targetOf({ device: id, command, value }: Order): Target {
    const { devices, units } = this.registry.current
    const device = devices.find((row) => row.id === id)
    if (device === undefined) throw fail('COMMAND_DEVICE_UNKNOWN', { name: id, place: id })
    if (device.state === 'retired') throw fail('COMMAND_DEVICE_RETIRED', { name: id, place: id })
    if (this.catalogue.kinds.get(device.kind)?.commands?.[command] === undefined)
      throw fail('COMMAND_UNKNOWN', { name: command, place: id })
    for (const { unit: unitId, channel } of Object.values(device.points)) {
      const unit = units.find((row) => row.id === unitId)
      const profile = this.catalogue.profiles.get(unit?.profile ?? '')
      if (unit !== undefined && profile?.commands?.[command]?.channels.includes(channel))
        return { bus: unit.bus, order: { unit: unitId, channel, command, ...(value === undefined ? {} : { value }) } }
    }
    throw fail('COMMAND_UNKNOWN', { name: command, place: id })
  }

  private write(id: string, order: Order, result: CommandResult, reason?: string): Promise<number> {
    const { device, command, value, by } = order
    const entry: CommandEntry = { type: 'command', id, device, command, by, result }
    if (value !== undefined) entry.value = value
    if (reason !== undefined) entry.reason = reason.slice(0, 200)
    return this.ledger.append(entry, { urgent: true })
  }
}

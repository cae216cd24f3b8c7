import { randomUUID } from 'node:crypto'
import { type CommandEntry, type CommandResult, type Device, defineErrors, type Value } from '@zaojun/core'
import type { Catalogue, KindCommand, ProfileCommand } from '@zaojun/device-profiles'
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
/** An order a device takes, as the model behind it takes it, and the point it moves. */
export type OfferedCommand = KindCommand & { command: string; point: string; step?: number }
type Target = { bus: string; order: UnitOrder; kind: KindCommand }
type Outcome = Pick<Step, 'result' | 'reason'>

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
    const { result, reason } = await this.carryOut(target)
    await this.write(id, order, result, reason)
    return { id, result, reason }
  }

  /**
   * What protects people goes out before anything is written; both entries follow. Throws `COMMAND_…` as `give` does.
   */
  async act(order: Order): Promise<Step> {
    const outcome = this.carryOut(this.targetOf(order))
    const id = randomUUID()
    const accepted = this.write(id, order, 'accepted')
    const { result, reason } = await outcome
    await accepted
    await this.write(id, order, result, reason)
    return { id, result, ...(reason === undefined ? {} : { reason }) }
  }

  /**
   * The commands the device really has: those of its kind that a verified profile behind it carries out, with the
   * narrower of both limits. Throws `COMMAND_DEVICE_UNKNOWN`.
   */
  offered(id: string): OfferedCommand[] {
    const device = this.deviceOf(id)
    if (device.state === 'retired') return []
    return Object.entries(this.catalogue.kinds.get(device.kind)?.commands ?? {}).flatMap(([command, kind]) => {
      const carrier = this.carrierOf(device, command)
      if (carrier?.profile.verified !== true) return []
      return [{ command, point: carrier.point, ...kind, ...limitsOf(kind, carrier.spec) }]
    })
  }

  /** The kind's limits hold whatever the model allows; the driver keeps the model's own. */
  private carryOut({ bus, order, kind }: Target): Promise<Outcome> {
    if (!isWithin(kind, order.value)) return Promise.resolve({ result: 'refused', reason: 'out-of-limits' })
    // Whether it went out is not known then.
    return this.buses.command(bus, order).catch((): Outcome => ({ result: 'timed-out', reason: 'driver' }))
  }

  private targetOf({ device: id, command, value }: Order): Target {
    const device = this.deviceOf(id)
    if (device.state === 'retired') throw fail('COMMAND_DEVICE_RETIRED', { name: id, place: id })
    const carrier = this.carrierOf(device, command)
    if (carrier === undefined) throw fail('COMMAND_UNKNOWN', { name: command, place: id })
    const { unit, channel, kind } = carrier
    return {
      bus: unit.bus,
      order: { unit: unit.id, channel, command, ...(value === undefined ? {} : { value }) },
      kind,
    }
  }

  private deviceOf(id: string): Device {
    const device = this.registry.current.devices.find((row) => row.id === id)
    if (device === undefined) throw fail('COMMAND_DEVICE_UNKNOWN', { name: id, place: id })
    return device
  }

  /** The bound channel whose unit's profile has the command, where the kind has it too. */
  private carrierOf(device: Device, command: string) {
    const kind = this.catalogue.kinds.get(device.kind)?.commands?.[command]
    if (kind === undefined) return undefined
    for (const [point, { unit: id, channel }] of Object.entries(device.points)) {
      const unit = this.registry.current.units.find((row) => row.id === id)
      const profile = this.catalogue.profiles.get(unit?.profile ?? '')
      const spec = profile?.commands?.[command]
      if (unit !== undefined && profile !== undefined && spec?.channels.includes(channel))
        return { point, unit, channel, profile, spec, kind }
    }
    return undefined
  }

  private write(id: string, order: Order, result: CommandResult, reason?: string): Promise<number> {
    const { device, command, value, by } = order
    const entry: CommandEntry = { type: 'command', id, device, command, by, result }
    if (value !== undefined) entry.value = value
    if (reason !== undefined) entry.reason = reason.slice(0, 200)
    return this.ledger.append(entry, { urgent: true })
  }
}

/** Whether an order carries what its kind says it carries; a value that is not asked for is not looked at. */
function isWithin({ value, min, max }: KindCommand, given: Value | undefined): boolean {
  if (value === undefined) return true
  if (given === undefined || given === null) return false
  if (value !== 'number') return typeof given === (value === 'boolean' ? 'boolean' : 'string')
  return (
    typeof given === 'number' &&
    Number.isFinite(given) &&
    given >= (min ?? Number.NEGATIVE_INFINITY) &&
    given <= (max ?? Number.POSITIVE_INFINITY)
  )
}

function limitsOf(kind: KindCommand, { limits }: ProfileCommand): Pick<OfferedCommand, 'min' | 'max' | 'step'> {
  if (kind.value !== 'number' || limits === undefined) return {}
  return {
    min: Math.max(limits.min, kind.min ?? limits.min),
    max: Math.min(limits.max, kind.max ?? limits.max),
    ...(limits.step === undefined ? {} : { step: limits.step }),
  }
}

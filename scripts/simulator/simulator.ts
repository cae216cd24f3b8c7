import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bus, DeviceProposal, Transport, Unit, Value } from '@zaojun/core'
import { type Catalogue, loadCatalogue } from '@zaojun/device-profiles'
import { characterMs } from '../../edge/src/drivers/wire/wire.ts'
import { freePort } from '../free-port.ts'
import { CALLERS, type Caller } from './callers.ts'
import { Happenings } from './happenings.ts'
import { openKeyboardPort } from './keyboard/keyboard-port.ts'
import { ModbusLine } from './modbus-line.ts'
import { PacedWriter } from './paced-writer.ts'
import { type KitchenPlan, readPlan } from './plan.ts'
import { hasSocat, openPtyPort, openTcpPort, type Peer, type Place, type Port } from './ports.ts'
import { type Fault, SimulatedUnit } from './simulated-unit.ts'
import { StreamLine } from './stream/stream-line.ts'
import { StreamTalker } from './stream-talker.ts'

const TURNAROUND_MS = 8

export type SimulatedPorts = Record<string, Place>
export type SimulatorOptions = {
  plan?: KitchenPlan
  catalogue?: Pick<Catalogue, 'profiles'>
  /** First TCP port; 0 or absent takes free ones. */
  portBase?: number
  /** False: serial lines of the plan are served over TCP. Default: whether socat is there. */
  serial?: boolean
  turnaroundMs?: number
  /** Where the pseudo-terminals stand; a temporary folder when left out. */
  linesFolder?: string
  /** Told of every request that reaches a unit, in the order of the bus. */
  onRequest?(unit: string, pdu: Uint8Array): void
  /** Passwords of buses and units, by their name in the box's secret store. */
  secret?(name: string): string | undefined
  /** People come and go, tests are made: the plan's happenings take place. */
  lively?: boolean
  now?(): number
  random?(): number
}
type SimulatedBus = KitchenPlan['buses'][number]

const OVER_TCP: Partial<Record<Transport, Transport>> = {
  'stream-serial': 'stream-tcp',
  'modbus-rtu': 'modbus-rtu-over-tcp',
}

/** The registry fragment of a simulated kitchen: what the gateway needs to find it. Every bus is `simulated`. */
export function simulatedKitchen(
  ports: SimulatedPorts,
  plan: KitchenPlan = readPlan(),
): { buses: Bus[]; units: Unit[]; devices: DeviceProposal[] } {
  const served = plan.buses.filter((bus) => ports[bus.id])
  const buses = served.map(({ units: _units, ...bus }): Bus => {
    const place = ports[bus.id] as Place
    if ('path' in place) return { ...bus, path: place.path, simulated: true }
    // A broker with a host is somebody else's: these units dial in to the box's own.
    if (bus.transport === 'mqtt') return { ...bus, port: place.port, simulated: true }
    const transport = OVER_TCP[bus.transport] ?? bus.transport
    return { ...bus, transport, host: '127.0.0.1', port: place.port, simulated: true }
  })
  const units = served.flatMap((bus) =>
    bus.units.map(({ begins: _begins, ...unit }): Unit => ({ ...unit, bus: bus.id })),
  )
  const devices = plan.devices.filter(({ unit }) => units.some(({ id }) => id === unit))
  return { buses, units, devices }
}

/** A kitchen on wires: every unit of the plan behind real sockets and pseudo-terminals. */
export class Simulator {
  readonly plan: KitchenPlan
  readonly units = new Map<string, SimulatedUnit>()
  readonly ports: SimulatedPorts = {}
  private readonly options: SimulatorOptions
  private readonly now: () => number
  private readonly open = new Map<string, Port>()
  private readonly callers = new Map<string, Caller>()
  private readonly talkers: StreamTalker[] = []
  private readonly writers = new Set<PacedWriter>()
  private readonly happenings: Happenings
  private folder: string | undefined

  constructor(options: SimulatorOptions = {}) {
    this.options = options
    this.plan = options.plan ?? readPlan()
    this.now = options.now ?? (() => performance.now())
    this.happenings = new Happenings(this.plan.happenings ?? [], (unit, event) => this.unit(unit).tell(event))
  }

  async start(): Promise<void> {
    const { profiles } = this.options.catalogue ?? loadCatalogue()
    const time = { now: this.now, random: this.options.random ?? Math.random }
    for (const bus of this.plan.buses)
      for (const unit of bus.units) {
        const profile = profiles.get(unit.profile)
        if (!profile) throw new Error(`${unit.id}: no profile ${unit.profile}`)
        const { begins = {}, ...told } = unit
        const simulated = new SimulatedUnit({ ...told, bus: bus.id }, profile, time)
        for (const [channel, value] of Object.entries(begins)) simulated.hold(channel, value)
        this.units.set(unit.id, simulated)
        if (!profile.stream) continue
        const talker = new StreamTalker(simulated)
        this.talkers.push(talker)
        talker.start()
      }
    for (const bus of this.plan.buses) await this.plug(bus.id)
    if (this.options.lively) this.happenings.start()
  }

  async stop(): Promise<void> {
    this.happenings.stop()
    for (const talker of this.talkers) talker.stop()
    for (const writer of this.writers) writer.stop()
    for (const id of [...this.open.keys(), ...this.callers.keys()]) await this.unplug(id)
    if (this.folder) rmSync(this.folder, { recursive: true, force: true })
  }

  /** The registry fragment that finds this simulator. */
  kitchen(): ReturnType<typeof simulatedKitchen> {
    return simulatedKitchen(this.ports, this.plan)
  }

  unit(id: string): SimulatedUnit {
    const unit = this.units.get(id)
    if (!unit) throw new Error(`no simulated unit ${id}`)
    return unit
  }

  /** Holds a channel at a value (null: broken sensor, undefined: let go). */
  set(unit: string, channel: string, value: Value | undefined): void {
    this.unit(unit).hold(channel, value)
  }

  /** The unit tells of an event of its kind, as its profile words it. */
  tell(unit: string, event: string, fields: Record<string, number | boolean | string>, key?: string): void {
    this.unit(unit).tell({ event, fields, ...(key === undefined ? {} : { key }) })
  }

  kill(unit: string): void {
    this.unit(unit).alive = false
  }

  revive(unit: string): void {
    this.unit(unit).alive = true
  }

  /** The next `times` answers or frames of the unit are spoiled so. */
  inject(unit: string, fault: Fault, times = 1): void {
    this.unit(unit).inject(fault, times)
  }

  /** Takes a bus away as a pulled cable or a rebooting converter does; `plug` brings it back at the same place. */
  async unplug(bus: string): Promise<void> {
    const port = this.open.get(bus)
    this.open.delete(bus)
    await port?.close()
    const caller = this.callers.get(bus)
    this.callers.delete(bus)
    await caller?.stop()
  }

  async plug(id: string): Promise<void> {
    const index = this.plan.buses.findIndex((bus) => bus.id === id)
    const bus = this.plan.buses[index]
    if (!bus || this.open.has(id) || this.callers.has(id)) return
    const makeCaller = CALLERS[bus.transport]
    if (makeCaller !== undefined) return this.call(bus, index, makeCaller)
    const onPeer = (peer: Peer) => this.meet(bus, peer)
    const before = this.ports[id]
    const serial = OVER_TCP[bus.transport] !== undefined && (this.options.serial ?? hasSocat())
    const { portBase = 0 } = this.options
    const wanted = before && 'port' in before ? before.port : portBase === 0 ? 0 : portBase + index
    const port = await (bus.transport === 'keyboard'
      ? openKeyboardPort(this.lines(), id, onPeer)
      : serial
        ? openPtyPort(this.lines(), id, onPeer)
        : openTcpPort(wanted, onPeer))
    this.open.set(id, port)
    this.ports[id] = port.place
  }

  /** Units that dial in: the box listens where this says, the same place ever after. */
  private async call(bus: SimulatedBus, index: number, make: NonNullable<(typeof CALLERS)[Transport]>): Promise<void> {
    const { portBase = 0, random = Math.random, secret = () => undefined } = this.options
    const place = this.ports[bus.id] ?? { port: portBase === 0 ? await freePort() : portBase + index }
    this.ports[bus.id] = place
    const units = bus.units.map(({ id }) => this.unit(id))
    const caller = make({ bus, units, place, now: this.now, random, secret })
    this.callers.set(bus.id, caller)
    caller.start()
  }

  private lines(): string {
    const { linesFolder } = this.options
    if (linesFolder !== undefined) {
      mkdirSync(linesFolder, { recursive: true })
      return linesFolder
    }
    this.folder ??= mkdtempSync(join(tmpdir(), 'zaojun-lines-'))
    return this.folder
  }

  private meet(bus: SimulatedBus, peer: Peer): void {
    const units = bus.units.map(({ id }) => this.unit(id))
    const framing = bus.transport === 'modbus-tcp' ? 'tcp' : 'rtu'
    const paceMs = framing === 'tcp' ? 0 : characterMs(bus)
    const writer = new PacedWriter(paceMs, this.now, peer.send)
    this.writers.add(writer)
    const talkers = this.talkers.filter((talker) => talker.on(units))
    const leave = talkers.map((talker) => talker.join(writer))
    peer.onGone(() => {
      for (const each of leave) each()
      writer.stop()
      this.writers.delete(writer)
    })
    const turnaroundMs = this.options.turnaroundMs ?? TURNAROUND_MS
    const { onRequest } = this.options
    if (!bus.transport.startsWith('modbus')) {
      const onBegin = (unit: SimulatedUnit) => talkers.find((talker) => talker.on([unit]))?.begin(writer)
      const stream = new StreamLine(units, { characterMs: paceMs, turnaroundMs, onRequest, onBegin }, writer)
      peer.onData((bytes) => stream.receive(bytes))
      return
    }
    const line = new ModbusLine(units, { framing, characterMs: paceMs, turnaroundMs, onRequest }, writer)
    peer.onData((bytes) => line.receive(bytes))
  }
}

import type { Bus, Unit } from '@zaojun/core'
import { type CommandWrite, commandPdu } from '@zaojun/device-profiles'
import { type PollBlock, planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { type ReadRange, readPdu } from '@zaojun/device-profiles/modbus/pdu'
import { deniedReason } from '../deny-list.ts'
import type {
  BusDriver,
  BusStats,
  ChannelRoles,
  DriverContext,
  ProbeAnswer,
  TraceLine,
  UnitOrder,
  UnitOrderResult,
} from '../driver.ts'
import { type Answer, PolledBus, type Written } from '../polling/polled-bus.ts'
import type { DriverCatalogue, UnitOnBus } from '../unit-on-bus.ts'
import { Line } from '../wire/line.ts'
import { characterMs, type OpenWire } from '../wire/wire.ts'
import { type Exchange, type Framing, ModbusLink } from './link.ts'
import { deniedProbe, type Probe, Probes } from './probes.ts'

const WRITE_TRIES = 3
const DEFAULT_ANSWER_MS = 300

/** The Modbus unit id; a unit without one never gets here, and 0 would be a broadcast the deny list refuses. */
const stationOf = ({ address }: Unit): number => (typeof address === 'number' ? address : 0)

/** Modbus on one bus: one transaction at a time, orders before polls (design 10, 12). */
export class ModbusDriver implements BusDriver {
  readonly bus: Bus
  private readonly context: DriverContext
  private readonly line: Line
  private readonly link: ModbusLink
  private readonly polled: PolledBus<PollBlock, CommandWrite>
  private readonly probes = new Probes()
  private roles: ChannelRoles = new Map()
  private running = false
  private probing = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, open: OpenWire, framing: Framing) {
    this.bus = bus
    this.context = context
    this.line = new Line(bus, open, context, {
      onUp: () => this.polled.up(),
      onDown: (reason) => this.down(reason),
      onData: (bytes) => this.link.onData(bytes),
    })
    this.link = new ModbusLink(this.line, framing, characterMs(bus), {
      now: context.now,
      // That nobody answers a probe is no fault of the bus.
      count: (code) => this.probing || this.polled.count(code),
      guard: (address, pdu) =>
        this.probing
          ? deniedProbe(address, pdu)
          : deniedReason(address, pdu, this.guarded(), { kinds: catalogue.kinds, harm: context.harm }),
      onSent: (frame) => this.polled.sent(frame),
    })
    this.polled = new PolledBus(bus, catalogue, context, this.line, {
      taken: ({ address }, others) =>
        others.some(({ unit }) => unit.address === address) ? 'address-taken' : undefined,
      asksOf: ({ profile }) => (profile ? planBlocks(profile) : []),
      ask: (unit, block) => this.read(unit, block),
      prepare: ({ profile, params }, { channel, command, value }) =>
        profile ? commandPdu(profile, params, channel, command, value) : { error: 'unknown-unit' },
      write: (unit, { pdu }) => this.write(unit, pdu),
      writeTries: WRITE_TRIES,
      aside: (idle, now) => {
        const probe = this.probes.take(idle, now)
        return probe === undefined ? undefined : this.probed(probe)
      },
    })
  }

  start(): void {
    if (this.running) return
    this.running = true
    this.line.start()
    this.polled.start()
  }

  async stop(): Promise<void> {
    this.running = false
    await this.polled.stop(() => this.link.onDown())
    this.probes.end()
    await this.line.stop()
  }

  setUnits(units: Unit[], roles: ChannelRoles = new Map()): void {
    this.roles = roles
    this.polled.setUnits(units, roles)
  }

  command(order: UnitOrder): Promise<UnitOrderResult> {
    return this.polled.command(order)
  }

  probe(address: number, range: ReadRange, withinMs: number): Promise<ProbeAnswer> {
    if (!this.running || !this.line.connected)
      return Promise.resolve({ error: 'bus-disconnected', frame: new Uint8Array() })
    const answer = this.probes.add(address, range, withinMs)
    this.polled.nudge()
    return answer
  }

  trace(unit: string): TraceLine[] {
    return this.polled.trace(unit)
  }

  stats(): BusStats {
    return this.polled.stats()
  }

  private guarded() {
    const holders = this.polled.all().filter(({ fault }) => fault !== 'address-taken')
    return holders.map(({ unit, profile, params, fault }) => ({
      address: stationOf(unit),
      profile,
      params,
      fault,
      roles: this.roles.get(unit.id) ?? [],
    }))
  }

  private down(reason: string): void {
    this.link.onDown()
    this.probes.end()
    this.polled.down(reason)
  }

  private async probed({ address, pdu, withinMs, settle }: Probe): Promise<void> {
    this.probing = true
    try {
      settle(await this.link.exchange(address, pdu, withinMs))
    } finally {
      this.probing = false
    }
  }

  private exchange({ unit, profile }: UnitOnBus, pdu: Uint8Array): Promise<Exchange> {
    const { answerWithinMs = DEFAULT_ANSWER_MS, gapMs } = profile?.modbus ?? {}
    return this.link.exchange(stationOf(unit), pdu, answerWithinMs, gapMs)
  }

  private async read(unit: UnitOnBus, block: PollBlock): Promise<Answer> {
    const answer = await this.exchange(unit, readPdu(block))
    if ('error' in answer) return { ...answer, alive: answer.error.startsWith('exception-') }
    const values = unit.decoder?.block(block, answer.data, this.context.now()) ?? {}
    return { values, frame: answer.frame }
  }

  private async write(unit: UnitOnBus, pdu: Uint8Array): Promise<Written> {
    const answer = await this.exchange(unit, pdu)
    if (!('error' in answer)) return { frame: answer.frame }
    const { error } = answer
    const busy = error === 'exception-5' || error === 'exception-6'
    return { ...answer, refused: error.startsWith('denied-') || (error.startsWith('exception-') && !busy) }
  }
}

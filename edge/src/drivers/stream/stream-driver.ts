import { existsSync } from 'node:fs'
import { type Bus, reasonOf, type Unit } from '@zaojun/core'
import { type Scalar, sendingOf } from '@zaojun/device-profiles'
import type { StreamFrame } from '@zaojun/device-profiles/stream/frame-decoder'
import { canonical, isAsked, requestBytes, type StreamAsk, streamAsks } from '@zaojun/device-profiles/stream/request'
import type {
  BusDriver,
  BusStats,
  ChannelRoles,
  DriverContext,
  TraceLine,
  UnitOrder,
  UnitOrderResult,
} from '../driver.ts'
import type { Confirming } from '../polling/orders.ts'
import { type Answer, PolledBus, type Written } from '../polling/polled-bus.ts'
import { type DriverCatalogue, shown, type UnitOnBus } from '../unit-on-bus.ts'
import { Line } from '../wire/line.ts'
import { characterMs, type OpenWire } from '../wire/wire.ts'
import { deniedSaying } from './guard.ts'
import { type Said, StreamLink } from './link.ts'
import { Talker } from './talker.ts'
import { Told } from './told.ts'

/** An order that was not answered is not said twice: a unit may have heard it. */
const WRITE_TRIES = 1
const CONFIRM_WITHIN_MS = 3_000

type Saying = Confirming & { request: string; bytes: Uint8Array }

/** Units on a byte stream: one that talks by itself, or several that are asked by their address (design 10, 12). */
export class StreamDriver implements BusDriver {
  readonly bus: Bus
  private readonly catalogue: DriverCatalogue
  private readonly context: DriverContext
  private readonly line: Line
  private readonly link: StreamLink
  private readonly polled: PolledBus<StreamAsk, Saying>
  private readonly told: Told
  private talker: Talker | undefined
  private startDue = false
  private running = false

  constructor(bus: Bus, catalogue: DriverCatalogue, context: DriverContext, open: OpenWire) {
    this.bus = bus
    this.catalogue = catalogue
    this.context = context
    const count = (code: string, by?: number) => this.polled.count(code, by)
    this.told = new Told(context, count)
    this.line = new Line(bus, open, context, {
      onUp: () => this.up(),
      onDown: (reason) => this.down(reason),
      onData: (bytes) => this.guarded(() => this.receive(bytes)),
    })
    this.link = new StreamLink(this.line, characterMs(bus), {
      now: context.now,
      count,
      guard: (bytes) => deniedSaying(bytes, this.speakers(), { kinds: catalogue.kinds, harm: context.harm }),
      onSent: (bytes) => this.polled.sent(bytes),
      onNews: (unit, frame) => this.news(unit, frame),
      onLosses: (unit, bytes, lost) => {
        count('garbage')
        unit.trace.add('rx', this.shownBytes(unit, bytes), { note: `garbage: ${lost}` })
      },
    })
    this.polled = new PolledBus(bus, catalogue, context, this.line, {
      taken: (unit, others) => this.taken(unit, others),
      asksOf: ({ profile, unit }) => (profile ? streamAsks(profile, unit.address) : []),
      ask: (unit, ask) => this.ask(unit, ask.request),
      prepare: (unit, order) => this.prepare(unit, order),
      write: (unit, { request, bytes }) => this.write(unit, request, bytes),
      writeTries: WRITE_TRIES,
      hears: true,
      aside: () => (this.startDue ? this.begin() : undefined),
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
    this.talker?.stop()
    await this.polled.stop(() => this.link.onDown())
    await this.line.stop()
  }

  setUnits(units: Unit[], roles: ChannelRoles = new Map()): void {
    this.polled.setUnits(units, roles)
    const all = this.polled.all()
    const unit = all.find(({ fault, profile }) => !fault && profile?.stream && !isAsked(profile.stream))
    this.link.know(all, unit)
    if (this.talker?.unit === unit) return
    this.talker?.stop()
    this.talker = unit === undefined ? undefined : this.talkerOf(unit)
    if (this.running && this.line.connected) this.talker?.listen()
  }

  command(order: UnitOrder): Promise<UnitOrderResult> {
    return this.polled.command(order)
  }

  trace(unit: string): TraceLine[] {
    return this.polled.trace(unit)
  }

  stats(): BusStats {
    return this.polled.stats()
  }

  private talkerOf(unit: UnitOnBus): Talker {
    return new Talker(unit, this.context, this.told, {
      count: (code) => this.polled.count(code),
      onSaid: () => this.polled.confirmBy(unit),
      onStart: () => {
        this.startDue = true
        this.polled.nudge()
      },
      // A connection may be dead without a word. So may a serial port that did not say that it went: its path leads nowhere.
      onSilence: (reason) => {
        if (this.bus.transport === 'stream-tcp' || !existsSync(this.bus.path ?? '')) this.line.renew(reason)
      },
    })
  }

  /** Several units share a line only where all of them are asked by an address. */
  private taken(unit: Unit, others: readonly UnitOnBus[]): string | undefined {
    const called = (each: Unit): string | undefined => {
      const { stream } = this.catalogue.profiles.get(each.profile) ?? {}
      if (!stream?.address || !isAsked(stream) || each.address === undefined) return undefined
      return canonical(stream.address, each.address)
    }
    const own = called(unit)
    for (const { unit: other } of others) {
      const theirs = called(other)
      if (own === undefined || theirs === undefined) return 'line-taken'
      if (own === theirs) return 'address-taken'
    }
    return undefined
  }

  private speakers() {
    return this.polled.all().flatMap(({ unit, profile, params, fault }) => {
      if (profile === undefined || fault !== undefined) return []
      return [{ address: unit.address, profile, params, roles: this.polled.roles.get(unit.id) ?? [] }]
    })
  }

  /** Nothing that arrives, however strange, may leave the driver as an exception. */
  private guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.polled.count('driver')
      this.context.report({ bus: this.bus.id, code: 'driver', message: reasonOf(error) })
    }
  }

  private up(): void {
    this.link.onUp()
    this.talker?.listen()
    this.polled.up()
  }

  private down(reason: string): void {
    this.talker?.stop()
    this.link.onDown()
    this.polled.down(reason)
  }

  private receive(bytes: Uint8Array): void {
    this.talker?.stirred()
    this.link.onData(bytes)
  }

  private news(unit: UnitOnBus, frame: StreamFrame): void {
    this.polled.came()
    if (this.talker?.unit === unit) {
      this.talker.take(frame)
      return
    }
    if (!this.told.take(unit, frame) || !unit.decoder) return
    const values = unit.decoder.message(frame.fields, this.context.now())
    unit.trace.add('rx', this.shownBytes(unit, frame.bytes), { decoded: shown(values) })
    unit.emit(values)
  }

  /** Bytes that may be about people stand in no trace. */
  private shownBytes({ profile }: UnitOnBus, bytes: Uint8Array): Uint8Array {
    return profile?.events === undefined ? bytes : new Uint8Array()
  }

  /** Says what makes the unit begin to talk, where its profile has such a request. */
  private async begin(): Promise<void> {
    this.startDue = false
    const { unit } = this.talker ?? {}
    for (const [request, { atStart }] of Object.entries(unit?.profile?.stream?.requests ?? {}))
      if (unit && atStart) await this.say(unit, request)
  }

  private say(unit: UnitOnBus, request: string): Promise<Said> {
    const { stream } = unit.profile ?? {}
    const made = stream ? requestBytes(stream, request, { address: unit.unit.address }) : { error: 'unknown-command' }
    if ('error' in made) return Promise.resolve({ error: made.error, frame: new Uint8Array() })
    return this.link.say(unit, request, made)
  }

  private async ask(unit: UnitOnBus, request: string): Promise<Answer> {
    const said = await this.say(unit, request)
    if ('error' in said) return said
    const bytes = this.shownBytes(unit, said.frame.bytes)
    if (said.frame.refusal !== undefined) return { error: said.frame.refusal, frame: bytes, alive: true }
    const news = this.told.take(unit, said.frame)
    return { values: (news && unit.decoder?.message(said.frame.fields, this.context.now())) || {}, frame: bytes }
  }

  private prepare({ profile, params, unit }: UnitOnBus, order: UnitOrder): Saying | { error: string } {
    if (!profile) return { error: 'unknown-unit' }
    const { channel, command: name, value } = order
    const address = unit.address === undefined ? undefined : String(unit.address)
    const sent = sendingOf(profile, params, { channel, command: name, value: value ?? undefined, address })
    if ('error' in sent) return sent
    const { confirm, to, limits, confirmWithinMs = CONFIRM_WITHIN_MS } = profile.commands?.[name] ?? {}
    const becomes: Scalar | undefined = to ?? (limits === undefined ? undefined : (value ?? undefined))
    const own = becomes === undefined ? undefined : { channel, equals: becomes }
    return {
      request: sent.as,
      bytes: sent.bytes,
      confirm: confirm === 'none' ? undefined : (confirm ?? own),
      confirmWithinMs,
    }
  }

  private async write(unit: UnitOnBus, request: string, bytes: Uint8Array): Promise<Written> {
    const said = await this.link.say(unit, request, bytes)
    if ('error' in said) return { ...said, refused: said.error.startsWith('denied-') }
    const { frame } = said
    if (frame.refusal !== undefined) return { error: frame.refusal, frame: frame.bytes, refused: true }
    // The acknowledgement may carry a value: the tare that was taken.
    if (unit.decoder && Object.keys(frame.fields).length > 0)
      unit.emit(unit.decoder.message(frame.fields, this.context.now()))
    return { frame: frame.bytes }
  }
}

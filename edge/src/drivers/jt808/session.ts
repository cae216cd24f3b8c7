import { createHash } from 'node:crypto'
import type { Bus } from '@zaojun/core'
import { says } from '@zaojun/device-profiles/jt808/fields'
import { type Frame, FrameCutter } from '@zaojun/device-profiles/jt808/frames'
import { hexId, type Message, parseMessage, plainPhone, writeMessage } from '@zaojun/device-profiles/jt808/message'
import { PartsOnTheWay } from '@zaojun/device-profiles/jt808/parts'
import {
  ack,
  DONE,
  DOWN,
  type Down,
  FAILED,
  mediaTaken,
  REGISTERED,
  registered,
  resend,
  TAKEN,
  UNKNOWN,
  UNSUPPORTED,
  WRONG,
} from '@zaojun/device-profiles/jt808/platform'
import type { Edition } from '@zaojun/device-profiles/jt808/section'
import { authCode, readAck, readMedia, readParameters, terminalId, UP } from '@zaojun/device-profiles/jt808/terminal'
import type { DriverContext } from '../driver.ts'
import { sameText } from '../http/digest.ts'
import type { Connection, Session } from '../listener/connection.ts'
import type { Repeats } from '../listener/repeats.ts'
import type { MessageUnits } from '../message-units.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'
import { type Answer, Asking } from './asking.ts'
import type { Credentials } from './credentials.ts'
import { takeReport } from './reports.ts'
import type { Terminals } from './terminals.ts'

const HALF_MS = 30_000
/** Packets of a split message that do not come are asked for after this. */
const ASK_AFTER_MS = 3_000
/** Of all split messages of a connection together: a picture and what is around it. */
const MOST_SPLIT_BYTES = 384 * 1024
const MOST_WRONG_CODES = 5

export type SessionParts = {
  bus: Bus
  units: MessageUnits
  context: DriverContext
  connection: Connection
  repeats: Repeats
  credentials: Credentials
  terminals: Terminals
  /** Shorter in tests. */
  askAfterMs?: number | undefined
  answerMs?: number | undefined
}

/** One connection of a terminal, from bytes to its unit and back. */
export class Jt808Session implements Session {
  private readonly parts: SessionParts
  private readonly cutter = new FrameCutter()
  private readonly split: PartsOnTheWay
  private readonly asking: Asking
  private discarded = 0
  private heardAt = 0
  private wrongCodes = 0
  private seq = 0
  /** Who proved itself here. */
  private proved: { unit: string; phone: string; edition: Edition } | undefined

  constructor(parts: SessionParts) {
    this.parts = parts
    this.split = new PartsOnTheWay(MOST_SPLIT_BYTES, parts.askAfterMs ?? ASK_AFTER_MS)
    this.asking = new Asking(parts.answerMs)
  }

  async receive(bytes: Uint8Array): Promise<void> {
    this.heardAt = this.parts.context.now()
    const frames = this.cutter.push(bytes)
    const lost = this.cutter.discarded - this.discarded
    this.discarded = this.cutter.discarded
    if (lost > 0) this.parts.units.count('garbage')
    this.parts.connection.waste(lost)
    for (const frame of frames) await this.frame(frame)
  }

  async tick(): Promise<void> {
    const { context, units } = this.parts
    const now = context.now()
    if (this.cutter.held > 0 && now - this.heardAt >= HALF_MS) {
      this.cutter.reset()
      units.count('half-frame')
    }
    if (this.proved === undefined) return
    const { missing, torn } = this.split.overdue(now)
    for (const each of missing) this.send(resend(each, this.proved.edition), this.proved)
    for (let n = 0; n < torn; n++) units.count('parts-missing')
  }

  gone(): void {
    this.asking.end()
    if (this.proved !== undefined) this.parts.terminals.release(this.proved.unit, this)
  }

  /** Another connection speaks for the unit now. */
  replaced(): void {
    this.parts.connection.end('replaced')
  }

  get edition(): Edition | undefined {
    return this.proved?.edition
  }

  /** Sends what wants an answer; `queue-full` where too much waits. */
  async ask(down: Down): Promise<Answer | 'queue-full' | undefined> {
    const { proved } = this
    if (proved === undefined) return undefined
    if (!this.asking.hasRoom) return 'queue-full'
    const seq = this.nextSeq()
    return this.asking.ask(seq, down.id, () => this.send(down, proved, seq))
  }

  private async frame({ bytes, content, error = 'half-frame' }: Frame): Promise<void> {
    const message = content === undefined ? { error } : parseMessage(content)
    if ('error' in message) return this.refused(message.error, bytes.length)
    const unit = this.unitOf(message.phone)
    if (unit === undefined) {
      this.parts.units.find(message.phone)
      this.refused('unknown-unit', bytes.length)
      this.decline(message, UNKNOWN)
      return
    }
    if (!unit.profile?.jt808?.editions.includes(message.edition)) {
      this.refused('wrong-edition', bytes.length)
      return this.decline(message, UNKNOWN)
    }
    if (message.id === UP.register) return this.register(unit, message)
    if (message.id === UP.authenticate) return this.authenticate(unit, message)
    if (this.proved?.unit !== unit.unit.id) {
      this.refused(this.proved === undefined ? 'not-authenticated' : 'wrong-unit', bytes.length)
      return this.decline(message, UNKNOWN)
    }
    this.parts.connection.good()
    await this.known(unit, message, bytes)
  }

  /** However many zeros its number is filled up with. */
  private unitOf(phone: string): UnitOnBus | undefined {
    return this.parts.units.all().find(({ unit, fault }) => !fault && plainPhone(String(unit.address)) === phone)
  }

  private refused(code: string, bytes: number): void {
    this.parts.units.count(code)
    this.parts.connection.waste(bytes)
  }

  private decline(message: Message, result: number): void {
    if (message.id === UP.register) this.send(registered(message.seq, result), message)
    else this.send(ack(message.seq, message.id, FAILED), message)
  }

  private register({ unit, trace }: UnitOnBus, message: Message): void {
    const { credentials } = this.parts
    const terminal = terminalId(message.body, message.edition)
    const code = terminal === undefined ? undefined : credentials.register(unit.id, terminal)
    if (code === undefined) {
      this.refused(terminal === undefined ? 'wrong-length' : 'other-terminal', message.body.length)
      trace.add('rx', new Uint8Array(), { note: 'register: refused' })
      this.decline(message, TAKEN)
      return
    }
    trace.add('rx', new Uint8Array(), { note: 'register' })
    this.send(registered(message.seq, REGISTERED, code), message)
  }

  private authenticate(on: UnitOnBus, message: Message): void {
    const { units, credentials, terminals, connection, bus } = this.parts
    const { unit, trace } = on
    const needed = credentials.code(unit.id)
    const given = authCode(message.body, message.edition)
    const holds = needed === undefined ? bus.simulated === true : sameText(needed, given)
    trace.add('rx', new Uint8Array(), { note: holds ? 'authenticate' : 'authenticate: wrong code' })
    if (!holds) {
      this.refused('wrong-code', message.body.length)
      this.send(ack(message.seq, message.id, FAILED), message)
      if (++this.wrongCodes >= MOST_WRONG_CODES) connection.end('wrong-code')
      return
    }
    if (this.proved !== undefined && this.proved.unit !== unit.id) terminals.release(this.proved.unit, this)
    this.proved = { unit: unit.id, phone: message.phone, edition: message.edition }
    connection.good()
    terminals.claim(unit.id, this)
    units.heard(on)
    this.send(ack(message.seq, message.id, DONE), message)
  }

  private async known(unit: UnitOnBus, message: Message, bytes: Uint8Array): Promise<void> {
    const whole = this.split.add(message, this.parts.context.now())
    if (whole === 'waiting' || whole === 'again') {
      this.parts.units.heard(unit)
      // Pictures are answered packet by packet; of others a packet that comes again says that its sender waits.
      if (whole === 'again' || message.id === UP.media) this.send(ack(message.seq, message.id, DONE), message)
      return
    }
    if ('error' in whole) {
      this.refused(whole.error, bytes.length)
      this.send(ack(message.seq, message.id, WRONG), message)
      return
    }
    await this.whole(unit, whole, bytes)
  }

  private async whole(unit: UnitOnBus, message: Message, bytes: Uint8Array): Promise<void> {
    const { units, repeats } = this.parts
    if (message.id === UP.ack || message.id === UP.parameters) return this.answered(unit, message, bytes)
    if (message.id === UP.heartbeat || message.id === UP.logout) {
      unit.trace.add('rx', bytes, { note: message.id === UP.logout ? 'logout' : 'heartbeat' })
      units.heard(unit)
      this.acknowledge(message, DONE)
      if (message.id === UP.logout) unit.lost('logged-out', 0)
      return
    }
    if (!says(message.id)) {
      units.count('unknown-message')
      unit.trace.add('rx', bytes, { note: `unknown-message ${hexId(message.id)}` })
      units.heard(unit)
      return this.acknowledge(message, UNSUPPORTED)
    }
    const name = nameOf(message)
    if (repeats.has(unit.unit.id, name)) {
      units.count('repeated')
      units.heard(unit)
      return this.acknowledge(message, DONE)
    }
    const taken = await takeReport(units, unit, message)
    if (taken.taken) {
      repeats.add(unit.unit.id, name)
      this.acknowledge(message, DONE)
    } else if (!taken.later) this.acknowledge(message, taken.error === 'media-refused' ? UNSUPPORTED : WRONG)
  }

  private answered(unit: UnitOnBus, message: Message, bytes: Uint8Array): void {
    unit.trace.add('rx', bytes)
    this.parts.units.heard(unit)
    if (message.id === UP.parameters) {
      const told = readParameters(message.body)
      if (told !== undefined) this.asking.told(told.seq, told.values)
      this.acknowledge(message, DONE)
      return
    }
    const said = readAck(message.body)
    if (said !== undefined) this.asking.acknowledged(said.seq, said.id, said.result, said.id === DOWN.askParameters)
  }

  /** A picture has an answer of its own once it is whole. */
  private acknowledge(message: Message, result: number): void {
    if (message.id === UP.media && result === DONE) this.send(mediaTaken(readMedia(message.body)?.media ?? 0), message)
    else for (const seq of message.seqs ?? [message.seq]) this.send(ack(seq, message.id, result), message)
  }

  private nextSeq(): number {
    const { seq } = this
    this.seq = (seq + 1) & 0xffff
    return seq
  }

  private send({ id, body }: Down, { phone, edition }: Pick<Message, 'phone' | 'edition'>, seq = this.nextSeq()): void {
    const bytes = writeMessage({ id, body, phone, edition, seq })
    if (!this.parts.connection.send(bytes)) return
    // The answer to a registration holds the code.
    const shown = id === DOWN.registered ? new Uint8Array() : bytes
    this.unitOf(phone)?.trace.add('tx', shown, id === DOWN.registered ? { note: 'registered' } : {})
  }
}

const nameOf = ({ id, seq, body }: Message): string =>
  `${id} ${seq} ${createHash('sha256').update(body).digest('base64url').slice(0, 22)}`

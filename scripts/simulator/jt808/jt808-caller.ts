import { toGbk } from '@zaojun/device-profiles/bytes/gbk'
import { dwordAt, wordAt } from '@zaojun/device-profiles/jt808/bytes'
import { FrameCutter } from '@zaojun/device-profiles/jt808/frames'
import { writeBatch } from '@zaojun/device-profiles/jt808/location'
import { type Message, parseMessage, splitMessage, writeMessage } from '@zaojun/device-profiles/jt808/message'
import { DOWN, readResend, readSetting } from '@zaojun/device-profiles/jt808/platform'
import {
  UP,
  writeAck,
  writeAuthentication,
  writeParameters,
  writeRegister,
} from '@zaojun/device-profiles/jt808/terminal'
import type { Caller, CallerOptions } from '../callers.ts'
import { Dialler } from '../dialler.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'
import { locationOf, mediaOf } from './reports.ts'
import { Unanswered } from './unanswered.ts'

const USUAL_EVERY_MS = 10_000
const ANSWER_MS = 1_500
/** Longer than the platform waits before it asks for packets that did not come. */
const PICTURE_ANSWER_MS = 4_000
const MOST_STORED = 500
const BATCH = 10
const PACKET_BYTES = 900
const REPORT_INTERVAL = 0x29
const PLATE = '沪A00000'

/** One terminal: registers, proves itself, reports, keeps what it could not send and uploads it afterwards. */
class Terminal {
  private readonly unit: SimulatedUnit
  private readonly everyMs: number
  private readonly dialler: Dialler
  private cutter = new FrameCutter()
  private code: string | undefined
  private proved = false
  private seq = 0
  private stored: Uint8Array[] = []
  /** Reports by the number of their message, pictures by that of their first packet. */
  private readonly reports = new Unanswered<number>()
  private readonly pictures = new Unanswered<number>()
  private readonly split = new Map<number, { media: number; packets: Message[] }>()
  private readonly parameters = new Map<number, number[]>([[REPORT_INTERVAL, [0, 0, 0, 10]]])
  private every: NodeJS.Timeout | undefined
  private login: NodeJS.Timeout | undefined
  private forget: (() => void) | undefined

  constructor(unit: SimulatedUnit, code: string | undefined, port: number, random: () => number) {
    this.unit = unit
    this.code = code
    this.everyMs = unit.profile.jt808?.everyMs ?? USUAL_EVERY_MS
    this.dialler = new Dialler(port, random, {
      onUp: () => this.up(),
      onData: (bytes) => this.hear(bytes),
      onDown: () => this.down(),
    })
  }

  start(): void {
    this.dialler.start()
    this.every = setInterval(() => this.drive(), this.everyMs)
    this.forget = this.unit.onTold((told) => {
      if (this.unit.alive) this.sendPicture(mediaOf(this.unit, told, this.seq + 1, Date.now()))
    })
  }

  stop(): void {
    clearInterval(this.every)
    clearTimeout(this.login)
    this.forget?.()
    this.dialler.stop()
    this.reports.end()
    this.pictures.end()
  }

  private up(): void {
    this.seq = 0
    this.cutter = new FrameCutter()
    this.sayWho()
  }

  private down(): void {
    clearTimeout(this.login)
    this.proved = false
    this.reports.end()
    this.pictures.end()
  }

  private sayWho(): void {
    if (!this.unit.alive || this.proved) return
    if (this.code === undefined) this.send(UP.register, writeRegister(this.edition, idOf(this.unit), toGbk(PLATE)))
    else this.send(UP.authenticate, writeAuthentication(this.edition, this.code))
    this.login = setTimeout(() => this.sayWho(), ANSWER_MS)
  }

  /** `late`: there is no coverage now; what was measured is stored and uploaded with the next report. */
  private drive(): void {
    if (!this.unit.alive) return
    const location = locationOf(this.unit, Date.now())
    const fault = this.unit.nextFault()
    if (!this.proved || fault === 'late') this.keep(location)
    else if (fault !== undefined) this.spoil(location, fault)
    else {
      this.report(UP.location, location, [location])
      this.upload()
    }
  }

  private keep(...locations: Uint8Array[]): void {
    this.stored = [...this.stored, ...locations].slice(-MOST_STORED)
  }

  private upload(): void {
    while (this.stored.length > 0) {
      const batch = this.stored.splice(0, BATCH)
      this.report(UP.batch, writeBatch(true, batch), batch)
    }
  }

  /** What nobody acknowledges is sent again, and stored in the end. */
  private report(id: number, body: Uint8Array, locations: Uint8Array[]): void {
    const seq = this.nextSeq()
    const bytes = writeMessage({ id, edition: this.edition, phone: this.phone, seq, body })
    this.reports.add(
      seq,
      ANSWER_MS,
      () => this.dialler.send(bytes),
      () => this.keep(...locations),
    )
  }

  private spoil(location: Uint8Array, fault: string): void {
    const phone = fault === 'wrong-unit' ? '99999999999' : this.phone
    const bytes = writeMessage({ id: UP.location, edition: this.edition, phone, seq: this.nextSeq(), body: location })
    if (fault === 'wrong-checksum') bytes[bytes.length - 2] = (bytes[bytes.length - 2] ?? 0) ^ 1
    if (fault === 'garbage') bytes.fill(0x55)
    this.dialler.send(fault === 'half-frame' ? bytes.subarray(0, 20) : bytes)
    if (fault === 'half-frame') this.dialler.drop()
  }

  private get edition(): Message['edition'] {
    return this.unit.profile.jt808?.editions[0] ?? '2013'
  }

  private get phone(): string {
    return String(this.unit.unit.address ?? '')
  }

  private nextSeq(): number {
    this.seq = (this.seq + 1) & 0xffff
    return this.seq
  }

  private send(id: number, body: Uint8Array): number {
    const seq = this.nextSeq()
    this.dialler.send(writeMessage({ id, edition: this.edition, phone: this.phone, seq, body }))
    return seq
  }

  /** In packets; the third is lost on the way the first time, as the last bend of a road may have it. */
  private sendPicture(body: Uint8Array): void {
    const first = this.nextSeq()
    const message = { id: UP.media, edition: this.edition, phone: this.phone, seq: first, body }
    const packets = splitMessage(message, PACKET_BYTES)
    this.seq = (first + packets.length - 1) & 0xffff
    this.split.set(first, { media: dwordAt(body, 0), packets })
    let lost = 3
    const send = () => {
      for (const packet of packets) if (packet.parts?.index !== lost) this.dialler.send(writeMessage(packet))
      lost = 0
    }
    this.pictures.add(first, PICTURE_ANSWER_MS, send, () => this.split.delete(first))
  }

  private hear(bytes: Uint8Array): void {
    for (const { content } of this.cutter.push(bytes)) {
      const message = content === undefined ? undefined : parseMessage(content)
      if (message === undefined || 'error' in message || !this.unit.alive) continue
      this.unit.requests.push(Uint8Array.from([message.id >> 8, message.id & 0xff, ...message.body]))
      this.obey(message)
    }
  }

  private obey({ id, seq, body }: Message): void {
    const [, , result] = body
    if (id === DOWN.registered) {
      if (result !== 0) return
      this.code = new TextDecoder().decode(body.subarray(3))
      clearTimeout(this.login)
      this.sayWho()
    } else if (id === DOWN.ack) this.answered(wordAt(body, 0), wordAt(body, 2), body[4] ?? 0)
    else if (id === DOWN.resend) {
      const { firstSeq, packets } = readResend(body, this.edition)
      for (const packet of this.split.get(firstSeq)?.packets ?? [])
        if (packets.includes(packet.parts?.index ?? 0)) this.dialler.send(writeMessage(packet))
    } else if (id === DOWN.mediaTaken) this.pictureDone(({ media }) => media === dwordAt(body, 0))
    else if (id === DOWN.askParameters) {
      const wanted = dwordAt(body, 1)
      this.send(UP.parameters, writeParameters(seq, [[wanted, this.parameters.get(wanted) ?? []]]))
    } else if (id === DOWN.setParameters || id === DOWN.text) {
      if (id === DOWN.setParameters) for (const [key, value] of readSetting(body)) this.parameters.set(key, [...value])
      this.send(UP.ack, writeAck({ seq, id, result: 0 }))
    }
  }

  private pictureDone(fits: (picture: { media: number; packets: Message[] }) => boolean): void {
    for (const [first, picture] of this.split) {
      if (!fits(picture)) continue
      this.pictures.answered(first)
      this.split.delete(first)
    }
  }

  private answered(seq: number, id: number, result: number): void {
    this.reports.answered(seq)
    // Packets are acknowledged one by one; only a whole picture that is declined is done with here.
    if (id === UP.media && result !== 0) this.pictureDone(({ packets }) => packets.some((packet) => packet.seq === seq))
    if (id !== UP.authenticate) return
    clearTimeout(this.login)
    // A code that holds no longer is asked for anew.
    if (result !== 0) {
      this.code = undefined
      this.login = setTimeout(() => this.sayWho(), ANSWER_MS)
      return
    }
    this.proved = true
    this.send(UP.heartbeat, new Uint8Array())
    this.drive()
  }
}

/** Its maker's number: the unit's serial number, or one made of its name. */
const idOf = ({ unit }: SimulatedUnit): string => unit.serialNumber ?? unit.id.slice(0, 7).toUpperCase()

/** Vehicle terminals over JT/T 808, each on a connection of its own. */
export class Jt808Caller implements Caller {
  private readonly terminals: Terminal[]

  constructor({ units, place, random, secret }: CallerOptions) {
    const port = 'port' in place ? place.port : 0
    this.terminals = units.map((unit) => new Terminal(unit, secret(`unit.${unit.unit.id}`), port, random))
  }

  start(): void {
    for (const terminal of this.terminals) terminal.start()
  }

  async stop(): Promise<void> {
    for (const terminal of this.terminals) terminal.stop()
  }
}

import { DATA_ACK, INTERACTION, REQUEST_ACK, RESULT, SET_CLOCK } from '@zaojun/device-profiles/hj212/editions'
import { CHINA } from '@zaojun/device-profiles/hj212/fields'
import { FrameCutter } from '@zaojun/device-profiles/hj212/frames'
import { type Packet, parsePacket, writePacket } from '@zaojun/device-profiles/hj212/packet'
import { stampMs } from '@zaojun/device-profiles/hj212/time'
import type { Caller, CallerOptions } from '../callers.ts'
import { Dialler } from '../dialler.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'
import { eventOf, reportsOf } from './packets.ts'

const USUAL_EVERY_MS = 30_000
const USUAL_PASSWORD = '123456'
/** Waits so long for an answer, sends so often, then keeps it for later. */
const ANSWER_MS = 1_500
const SENDINGS = 3
const MOST_KEPT = 500
const LOGIN = '9021'

/** One logger: reports, waits for each answer, sends again, and keeps what nobody took. */
class Logger {
  private readonly unit: SimulatedUnit
  private readonly password: string
  private readonly dialler: Dialler
  private readonly cutter = new FrameCutter()
  private kept: Packet[] = []
  private waiting: { packet: Packet; sendings: number } | undefined
  private report: NodeJS.Timeout | undefined
  private answer: NodeJS.Timeout | undefined
  private forget: (() => void) | undefined
  /** What its clock was set to, beside this machine's. */
  private offsetMs = 0

  constructor(unit: SimulatedUnit, password: string, port: number, random: () => number) {
    this.unit = unit
    this.password = password
    this.dialler = new Dialler(port, random, {
      onUp: () => this.up(),
      onData: (bytes) => this.hear(bytes),
      onDown: () => this.down(),
    })
  }

  start(): void {
    this.dialler.start()
    const everyMs = this.unit.profile.hj212?.writes?.everyMs ?? USUAL_EVERY_MS
    this.report = setInterval(() => this.measure(), everyMs)
    this.forget = this.unit.onTold((told) => {
      if (this.unit.alive) this.say(eventOf(this.unit, told, this.password, this.now()))
    })
  }

  stop(): void {
    clearInterval(this.report)
    clearTimeout(this.answer)
    this.forget?.()
    this.dialler.stop()
  }

  private now(): number {
    return Date.now() + this.offsetMs
  }

  private up(): void {
    const { greetings } = this.unit.profile.hj212 ?? {}
    if (greetings?.[LOGIN] !== undefined && this.unit.alive) {
      const [like] = reportsOf(this.unit, this.password, this.now())
      if (like !== undefined)
        this.dialler.send(writePacket({ ...like, st: INTERACTION, cn: LOGIN, cp: '', pnum: 1, pno: 1 }))
    }
    this.measure()
  }

  private down(): void {
    clearTimeout(this.answer)
    if (this.waiting !== undefined) this.kept.unshift(this.waiting.packet)
    this.waiting = undefined
    this.cutter.reset()
  }

  /** `late`: there is no coverage now, what is measured goes out after the next report. */
  private measure(): void {
    if (!this.unit.alive) return
    const packets = reportsOf(this.unit, this.password, this.now())
    const fault = this.unit.nextFault()
    if (fault === 'late') this.kept.push(...packets)
    else if (fault === undefined) this.say(packets)
    else for (const packet of packets.slice(0, 1)) this.spoil(packet, fault)
  }

  private spoil(packet: Packet, fault: string): void {
    const bytes = writePacket(fault === 'wrong-unit' ? { ...packet, mn: 'NOBODY0001' } : packet)
    if (fault === 'wrong-checksum') bytes[bytes.length - 3] = bytes[bytes.length - 3] === 0x30 ? 0x31 : 0x30
    if (fault === 'garbage') bytes.fill(0x5a)
    this.dialler.send(fault === 'half-frame' ? bytes.subarray(0, 20) : bytes)
    if (fault === 'half-frame') this.dialler.drop()
  }

  /** What was kept goes out after what is new. */
  private say(packets: Packet[]): void {
    this.kept = [...packets, ...this.kept].slice(0, MOST_KEPT)
    this.next()
  }

  private next(): void {
    if (this.waiting !== undefined || !this.dialler.connected) return
    const packet = this.kept.shift()
    if (packet === undefined) return
    this.waiting = { packet, sendings: 0 }
    this.send()
  }

  private send(): void {
    const { waiting } = this
    if (waiting === undefined) return
    if (waiting.sendings++ >= SENDINGS) {
      this.kept.push(waiting.packet)
      this.waiting = undefined
      return
    }
    const again = waiting.sendings > 1 && this.unit.profile.hj212?.edition === '2025'
    this.dialler.send(writePacket({ ...waiting.packet, again }))
    this.answer = setTimeout(() => this.send(), ANSWER_MS)
    // The packets of a split message are not answered one by one.
    const { pno, pnum } = waiting.packet
    if (pno < pnum) this.taken()
  }

  private taken(): void {
    clearTimeout(this.answer)
    this.waiting = undefined
    this.next()
  }

  private hear(bytes: Uint8Array): void {
    for (const { data, faults } of this.cutter.push(bytes)) {
      const packet = parsePacket(data)
      if ('error' in packet || faults.length > 0) continue
      if (packet.cn === DATA_ACK && packet.qn === this.waiting?.packet.qn) this.taken()
      else if (packet.cn === SET_CLOCK) this.setClock(packet)
    }
  }

  private setClock(packet: Packet): void {
    const zone = this.unit.profile.hj212?.zone ?? CHINA
    const time = stampMs(/SystemTime=([0-9]+)/.exec(packet.cp)?.[1] ?? '', zone)
    if (time !== undefined) this.offsetMs = time - Date.now()
    const reply = { ...packet, st: INTERACTION, acknowledge: false }
    this.dialler.send(writePacket({ ...reply, cn: REQUEST_ACK, cp: 'QnRtn=1' }))
    this.dialler.send(writePacket({ ...reply, cn: RESULT, cp: `ExeRtn=${time === undefined ? 2 : 1}` }))
  }
}

/** Loggers that report over HJ 212, each on a connection of its own. */
export class Hj212Caller implements Caller {
  private readonly loggers: Logger[]

  constructor({ bus, units, place, random, secret }: CallerOptions) {
    const port = 'port' in place ? place.port : 0
    this.loggers = units.map((unit) => {
      const password = secret(`unit.${unit.unit.id}`) ?? secret(`bus.${bus.id}`) ?? USUAL_PASSWORD
      return new Logger(unit, password, port, random)
    })
  }

  start(): void {
    for (const logger of this.loggers) logger.start()
  }

  async stop(): Promise<void> {
    for (const logger of this.loggers) logger.stop()
  }
}

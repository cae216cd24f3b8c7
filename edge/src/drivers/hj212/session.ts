import { type Bus, ZaojunError } from '@zaojun/core'
import {
  DATA_ACK,
  INTERACTION,
  NOTICE_ACK,
  REPORTS,
  REQUEST_ACK,
  RESULT,
  SET_CLOCK,
} from '@zaojun/device-profiles/hj212/editions'
import { CHINA } from '@zaojun/device-profiles/hj212/fields'
import { type Frame, FrameCutter } from '@zaojun/device-profiles/hj212/frames'
import { type Packet, parsePacket, writePacket } from '@zaojun/device-profiles/hj212/packet'
import { byTime, type Part, PartsOnTheWay } from '@zaojun/device-profiles/hj212/parts'
import { stampOf } from '@zaojun/device-profiles/hj212/time'
import type { DriverContext } from '../driver.ts'
import { sameText } from '../http/digest.ts'
import type { Connection, Session } from '../listener/connection.ts'
import { passwordOf } from '../listener/passwords.ts'
import type { Repeats } from '../listener/repeats.ts'
import type { MessageUnits } from '../message-units.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'

/** A packet that began ends within this, a split message within `PARTS_MS` of its last packet. */
const HALF_MS = 30_000
const PARTS_MS = 10_000
const MOST_WRONG_PASSWORDS = 5

export type SessionParts = {
  bus: Bus
  units: MessageUnits
  context: DriverContext
  connection: Connection
  repeats: Repeats
}

/** One connection of HJ 212, from bytes to units and back. */
export class Hj212Session implements Session {
  private readonly parts: SessionParts
  private readonly cutter = new FrameCutter()
  private readonly split: PartsOnTheWay
  private discarded = 0
  private halfFrames = 0
  private heardAt = 0
  private wrongPasswords = 0

  constructor(parts: SessionParts, partsMs: number = PARTS_MS) {
    this.parts = parts
    this.split = new PartsOnTheWay(partsMs)
  }

  async receive(bytes: Uint8Array): Promise<void> {
    this.heardAt = this.parts.context.now()
    const frames = this.cutter.push(bytes)
    this.countLosses()
    for (const frame of frames) await this.frame(frame)
  }

  async tick(): Promise<void> {
    const now = this.parts.context.now()
    if (this.cutter.held > 0 && now - this.heardAt >= HALF_MS) {
      this.cutter.reset()
      this.countLosses()
    }
    for (const torn of this.split.expired(now)) {
      this.parts.units.count('parts-missing')
      await this.message(torn)
    }
  }

  gone(): void {
    if (this.split.waiting > 0) this.parts.units.count('parts-missing')
  }

  private countLosses(): void {
    const { units, connection } = this.parts
    const lost = this.cutter.discarded - this.discarded
    for (let n = this.halfFrames; n < this.cutter.halfFrames; n++) units.count('half-frame')
    if (lost > 0 && this.cutter.halfFrames === this.halfFrames) units.count('garbage')
    this.discarded = this.cutter.discarded
    this.halfFrames = this.cutter.halfFrames
    connection.waste(lost)
  }

  private async frame({ data, bytes, faults }: Frame): Promise<void> {
    const { units } = this.parts
    const packet = parsePacket(data)
    if ('error' in packet) return this.refused(packet.error, bytes)
    // A name that came with a wrong checksum is nobody's.
    const named = this.unitOf(packet.mn)
    const fault = faults.find((each) => !named?.profile?.hj212?.bears?.includes(each))
    if (fault !== undefined) return this.refused(fault, bytes, named)
    const unit = units.find(packet.mn)
    if (unit === undefined) return this.refused('unknown-unit', bytes)
    if (!this.knows(unit, packet)) {
      if (++this.wrongPasswords >= MOST_WRONG_PASSWORDS) this.parts.connection.end('wrong-password')
      return this.refused('wrong-password', bytes, unit)
    }
    this.parts.connection.good()
    await this.packet(unit, { packet, bytes })
  }

  /** Looked up anew each time: units come and go while a connection stays. */
  private unitOf(mn: string): UnitOnBus | undefined {
    return this.parts.units.all().find(({ unit, fault }) => !fault && unit.address === mn)
  }

  private knows({ unit }: UnitOnBus, { password }: Packet): boolean {
    const needed = passwordOf(unit, this.parts.bus, this.parts.context)
    return needed === 'open' || (needed !== undefined && sameText(needed.secret, password))
  }

  private refused(code: string, bytes: Uint8Array, unit?: UnitOnBus): void {
    this.parts.units.count(code)
    this.parts.connection.waste(bytes.length)
    unit?.trace.add('rx', masked(bytes), { note: code })
  }

  private async packet(unit: UnitOnBus, part: Part): Promise<void> {
    const { packet, bytes } = part
    const { units, context, repeats } = this.parts
    const greeting = unit.profile?.hj212?.greetings?.[packet.cn]
    if (greeting !== undefined) {
      this.heard(unit, bytes)
      if (packet.acknowledge) this.answer(packet, greeting, 'QnRtn=1')
    } else if (packet.cn === REQUEST_ACK || packet.cn === RESULT) this.heard(unit, bytes)
    else if (REPORTS[packet.cn]?.brings === 'notice') {
      this.heard(unit, bytes)
      if (packet.acknowledge) this.answer(packet, NOTICE_ACK)
      this.setClock(packet)
    } else if (packet.cp.includes('DataTime=') && repeats.has(unit.unit.id, nameOf(packet))) {
      units.count('repeated')
      this.heard(unit, bytes)
      if (packet.acknowledge) this.answer(packet, DATA_ACK)
    } else for (const message of this.split.add(part, context.now())) await this.message(message)
  }

  /** Hands a message on, whole or as far as it came; only then are its packets acknowledged. */
  private async message(parts: Part[]): Promise<void> {
    const { units, repeats } = this.parts
    for (const group of byTime(parts)) {
      const [first] = group
      const unit = first === undefined ? undefined : this.unitOf(first.packet.mn)
      if (unit === undefined) continue
      const bytes = Buffer.concat(group.map((each) => each.bytes))
      const taken = await units.take(unit, { bytes }, [], masked(bytes)).catch(notTaken)
      if (!taken.taken) {
        if ('later' in taken) units.count(taken.error)
        continue
      }
      for (const { packet } of group) {
        repeats.add(unit.unit.id, nameOf(packet))
        if (packet.acknowledge) this.answer(packet, DATA_ACK)
      }
    }
  }

  private heard(unit: UnitOnBus, bytes: Uint8Array): void {
    unit.polls++
    unit.answers++
    unit.trace.add('rx', masked(bytes))
    this.parts.units.heard(unit)
  }

  private answer({ qn, password, mn, version }: Packet, cn: string, cp = ''): void {
    this.send({ qn, st: INTERACTION, cn, password, mn, version, acknowledge: false, cp })
  }

  /** A logger asked for the time. It is told where the box knows it. */
  private setClock({ st, password, mn, version, cp }: Packet): void {
    const now = (this.parts.context.time ?? Date.now)()
    if (now === null) return
    const zone = this.unitOf(mn)?.profile?.hj212?.zone ?? CHINA
    const analyser = /PolId=[A-Za-z0-9]{1,16}/.exec(cp)?.[0]
    const set = `${analyser === undefined ? '' : `${analyser};`}SystemTime=${stampOf(now, zone)}`
    const qn = stampOf(now, zone, true)
    this.send({ qn, st, cn: SET_CLOCK, password, mn, version, acknowledge: true, cp: set })
  }

  private send(packet: Omit<Packet, 'numbered' | 'pnum' | 'pno' | 'again'>): void {
    const bytes = writePacket({ ...packet, numbered: false, pnum: 1, pno: 1, again: false })
    if (this.parts.connection.send(bytes)) this.unitOf(packet.mn)?.trace.add('tx', masked(bytes))
  }
}

/** The ledger could not, or no device is bound yet: nothing is acknowledged, the logger sends it again. */
const notTaken = (error: unknown): { taken: false; error: string; later: true } => ({
  taken: false,
  error: error instanceof ZaojunError ? error.code.toLowerCase().replaceAll('_', '-') : `not-recorded`,
  later: true,
})

const nameOf = ({ cn, qn, pno, cp }: Packet): string => `${cn} ${qn} ${pno} ${cp}`

/** A packet as the trace may show it: without its password. */
function masked(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  return Buffer.from(
    text.replaceAll(/PW=[^;]*/g, (found) => `PW=${'*'.repeat(found.length - 3)}`),
    'latin1',
  )
}

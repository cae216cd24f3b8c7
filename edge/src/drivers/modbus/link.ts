import { judgeReply, replyLength } from '@zaojun/device-profiles/modbus/pdu'
import { explainSilence, findReply, MAX_RTU_BYTES, openRtu, rtuFrame } from '@zaojun/device-profiles/modbus/rtu'
import { openTcp, tcpFrame } from '@zaojun/device-profiles/modbus/tcp'
import { LateAnswers } from '../late-answers.ts'
import type { Line } from '../wire/line.ts'

/*
 * Our own framing rather than modbus-serial's: that library takes an RTU answer by its length alone before the checksum
 * is looked at, keeps bytes of a late answer for the next request, passes over other units' frames without a word,
 * shows no raw frames for the trace, and cannot withdraw a request. The tests read with it as a second opinion.
 */

/** Time for drivers, adapters and scheduling on top of what the line and the unit need. */
const SLACK_MS = 30
/** Silence between frames on a serial line: 3.5 characters, and never less than this. */
const LEAST_GAP_MS = 5
const GAP_CHARACTERS = 3.5
/** A babbling line is waited for no longer than this. */
const QUIET_WITHIN_MS = 200
/** Enough answer has come and yet none fits: so long is waited for more before giving up. */
const SETTLE_MS = 20

export type Framing = 'rtu' | 'tcp'
export type Exchange = { data: Uint8Array; frame: Uint8Array } | { error: string; frame: Uint8Array }
export type LinkContext = {
  now(): number
  count(code: string): unknown
  /** The deny list, on the very PDU about to go out. */
  guard(address: number, pdu: Uint8Array): string | undefined
  onSent(frame: Uint8Array): void
}

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** One transaction at a time over the line of a bus, RTU or TCP framed. Everything that goes out passes the guard. */
export class ModbusLink {
  private readonly line: Line
  private readonly framing: Framing
  private readonly characterMs: number
  private readonly context: LinkContext
  private buffer: Uint8Array = new Uint8Array()
  private heardAt = Number.NEGATIVE_INFINITY
  private transaction = 0
  private attend: (() => void) | undefined
  private broken: string | undefined
  /** An RTU answer names its unit, not its registers. */
  private readonly late = new LateAnswers<number>()

  constructor(line: Line, framing: Framing, characterMs: number, context: LinkContext) {
    this.line = line
    this.framing = framing
    this.characterMs = characterMs
    this.context = context
  }

  onData(bytes: Uint8Array): void {
    this.heardAt = this.context.now()
    if (!this.attend && this.framing === 'rtu') {
      this.context.count('late-answer')
      return
    }
    const joined = new Uint8Array(this.buffer.length + bytes.length)
    joined.set(this.buffer)
    joined.set(bytes, this.buffer.length)
    this.buffer = this.framing === 'rtu' ? joined.slice(-2 * MAX_RTU_BYTES) : joined
    if (this.attend) this.attend()
    else this.takeTcp()
  }

  /** The line has gone: an exchange under way ends at once. */
  onDown(): void {
    this.buffer = new Uint8Array()
    this.late.keep(() => false)
    this.broken = 'bus-disconnected'
    this.attend?.()
  }

  /** Sends one request and waits for its answer. Never rejects; errors are stable codes. */
  async exchange(address: number, pdu: Uint8Array, answerWithinMs: number, gapMs = 0): Promise<Exchange> {
    const denied = this.context.guard(address, pdu)
    if (denied) return this.fail(denied)
    if (this.framing === 'rtu') {
      await this.late.wait(
        (unit) => unit === address,
        () => this.context.now(),
        () => this.heardAt,
      )
      await this.quiet(gapMs)
    }
    this.broken = undefined
    this.transaction = (this.transaction + 1) & 0xffff
    const frame = this.framing === 'rtu' ? rtuFrame(address, pdu) : tcpFrame(this.transaction, address, pdu)
    if (this.framing === 'rtu') this.buffer = new Uint8Array()
    if (!this.line.write(frame)) return this.fail('bus-disconnected')
    this.context.onSent(frame)
    const lineMs = (frame.length + replyLength(pdu) + 3) * this.characterMs
    const answer = await this.answer(address, pdu, answerWithinMs + lineMs + SLACK_MS)
    this.heardAt = this.context.now()
    return answer
  }

  private fail(error: string, frame: Uint8Array = new Uint8Array()): Exchange {
    this.context.count(error)
    return { error, frame }
  }

  private async quiet(gapMs: number): Promise<void> {
    const gap = Math.max(LEAST_GAP_MS, GAP_CHARACTERS * this.characterMs, gapMs)
    const until = this.context.now() + QUIET_WITHIN_MS
    for (;;) {
      const rest = this.heardAt + gap - this.context.now()
      if (rest <= 0 || this.context.now() >= until) return
      await wait(Math.ceil(rest))
    }
  }

  private answer(address: number, pdu: Uint8Array, withinMs: number): Promise<Exchange> {
    return new Promise((resolve) => {
      let settling: NodeJS.Timeout | undefined
      const finish = (result: Exchange) => {
        clearTimeout(limit)
        clearTimeout(settling)
        this.attend = undefined
        resolve(result)
      }
      const giveUp = () => {
        if (this.framing === 'rtu' && this.buffer.length === 0) this.late.owes(address, this.context.now() + withinMs)
        finish(this.fail(this.whyNone(address, pdu), this.buffer))
      }
      const attend = () => {
        clearTimeout(settling)
        if (this.broken) {
          finish(this.fail(this.broken))
          return
        }
        const found = this.framing === 'rtu' ? this.takeRtu(address, pdu) : this.takeTcp(address, pdu)
        if (found) finish(found)
        else if (this.framing === 'rtu' && this.buffer.length >= replyLength(pdu) + 3)
          settling = setTimeout(() => setImmediate(giveUpUnlessHeard), SETTLE_MS + GAP_CHARACTERS * this.characterMs)
      }
      // The event loop may have been held up: what has arrived meanwhile is read before the verdict.
      const giveUpUnlessHeard = () => {
        if (this.attend !== attend) return
        attend()
        if (this.attend === attend) giveUp()
      }
      const limit = setTimeout(() => setImmediate(giveUpUnlessHeard), withinMs)
      this.attend = attend
    })
  }

  private whyNone(address: number, pdu: Uint8Array): string {
    if (this.framing === 'rtu') return explainSilence(address, pdu, this.buffer)
    return this.buffer.length === 0 ? 'no-answer' : 'half-frame'
  }

  private takeRtu(address: number, pdu: Uint8Array): Exchange | undefined {
    this.forgetLate(address)
    const found = findReply(address, pdu, this.buffer)
    if (!found) return undefined
    for (let n = 0; n < found.strangers; n++) this.context.count('wrong-unit')
    if (found.skipped > 0 && found.strangers === 0) this.context.count('garbage')
    return this.judge(pdu, found.pdu, found.frame)
  }

  /** What another unit still owed has come: it is no fault of the one that is asked now. */
  private forgetLate(asked: number): void {
    const late = openRtu(this.buffer)
    if (late === undefined || late.unit === asked || !this.late.settle(late.unit)) return
    this.context.count('late-answer')
    this.buffer = new Uint8Array()
  }

  private takeTcp(address?: number, pdu?: Uint8Array): Exchange | undefined {
    const { frames, rest, broken } = openTcp(this.buffer)
    this.buffer = rest
    let result: Exchange | undefined
    for (const { transaction, unit, pdu: reply, frame } of frames) {
      if (!pdu || transaction !== this.transaction || result) this.context.count('late-answer')
      else if (unit !== address) result = this.fail('wrong-unit', frame)
      else result = this.judge(pdu, reply, frame)
    }
    if (!broken) return result
    const lost = this.fail('garbage', rest)
    this.line.renew('garbage')
    return result ?? lost
  }

  private judge(pdu: Uint8Array, reply: Uint8Array, frame: Uint8Array): Exchange {
    const judged = judgeReply(pdu, reply)
    return 'error' in judged ? this.fail(judged.error, frame) : { data: judged.data, frame }
  }
}

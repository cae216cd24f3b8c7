import { cpFields } from './cp.ts'
import type { Packet } from './packet.ts'

/** A message of more packets, more messages at once or more bytes are not put together. */
const MOST_PARTS = 32
const MOST_OPEN = 8
const MOST_BYTES = 64 * 1024

/** A packet and the bytes it came in. */
export type Part = { packet: Packet; bytes: Uint8Array }
type Open = { key: string; pnum: number; parts: Map<number, Part>; bytes: number; since: number }

/**
 * Puts split messages together again. A message is over when all its packets are there. A packet that comes a second
 * time says that its sender waits for an answer, and a message that gets nothing more for too long stays torn: what is
 * there is given then, each packet by itself being true.
 */
export class PartsOnTheWay {
  private readonly withinMs: number
  private open: Open[] = []

  constructor(withinMs: number) {
    this.withinMs = withinMs
  }

  /** Messages that wait for packets. */
  get waiting(): number {
    return this.open.length
  }

  /** The parts of the messages that are now to be taken, in order; none while one still waits. `now` is monotonic ms. */
  add(part: Part, now: number): Part[][] {
    const { packet, bytes } = part
    if (packet.pnum <= 1 || packet.pnum > MOST_PARTS || packet.pno < 1 || packet.pno > packet.pnum) return [[part]]
    const key = `${packet.mn} ${packet.cn} ${packet.qn}`
    const before = this.open.find((each) => each.key === key)
    const given: Part[][] = []
    if (before !== undefined && (before.pnum !== packet.pnum || before.parts.has(packet.pno)))
      given.push(this.close(before))
    const open = this.open.find((each) => each.key === key) ?? this.begin(key, packet.pnum, now)
    open.parts.set(packet.pno, part)
    open.bytes += bytes.length
    open.since = now
    if (open.parts.size === open.pnum || open.bytes > MOST_BYTES) given.push(this.close(open))
    while (this.open.length > MOST_OPEN && this.open[0] !== undefined) given.push(this.close(this.open[0]))
    return given
  }

  /** What waited too long, as far as it came. */
  expired(now: number): Part[][] {
    return this.open.filter(({ since }) => now - since >= this.withinMs).map((each) => this.close(each))
  }

  private begin(key: string, pnum: number, now: number): Open {
    const open: Open = { key, pnum, parts: new Map(), bytes: 0, since: now }
    this.open.push(open)
    return open
  }

  private close(open: Open): Part[] {
    this.open = this.open.filter((each) => each !== open)
    return [...open.parts.values()].sort((a, b) => a.packet.pno - b.packet.pno)
  }
}

/** Parts of one message that tell of different times are messages of their own: several minutes asked for at once. */
export function byTime(parts: Part[]): Part[][] {
  const groups: { time: string | undefined; parts: Part[] }[] = []
  for (const part of parts) {
    const time = cpFields(part.packet.cp).get('DataTime')
    const last = groups.at(-1)
    if (last !== undefined && (time === undefined || time === last.time)) last.parts.push(part)
    else groups.push({ time, parts: [part] })
  }
  return groups.map((group) => group.parts)
}

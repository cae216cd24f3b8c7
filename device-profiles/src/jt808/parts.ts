import type { Message } from './message.ts'

const MOST_PARTS = 512
const MOST_OPEN = 4
/** So often what is missing is asked for; a request names no more packets than its count has room for. */
const MOST_REQUESTS = 3
const MOST_NAMED = 125

type Open = {
  first: Message
  total: number
  parts: Map<number, Message>
  bytes: number
  since: number
  requests: number
}

/** Packets to be sent again: the message's id and the sequence number of its first packet. */
export type Missing = { id: number; firstSeq: number; packets: number[] }

/**
 * Puts split messages of one connection together again, whatever the order their packets come in. What is missing is
 * asked for after a while, a few times; then the message stays torn and is dropped.
 */
export class PartsOnTheWay {
  private readonly mostBytes: number
  private readonly askAfterMs: number
  private open: Open[] = []

  /** `mostBytes`: of all messages under way together. */
  constructor(mostBytes: number, askAfterMs: number) {
    this.mostBytes = mostBytes
    this.askAfterMs = askAfterMs
  }

  /** Bytes held of messages that wait for packets. */
  get held(): number {
    return this.open.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /**
   * The whole message once its last packet is there; `waiting` before, `again` where this packet had come already, or
   * the code why it is refused.
   */
  add(message: Message, now: number): Message | 'waiting' | 'again' | { error: string } {
    const { parts, id, body } = message
    if (parts === undefined) return message
    const { total, index } = parts
    if (total < 1 || total > MOST_PARTS || index < 1 || index > total) return { error: 'wrong-parts' }
    const before = this.open.find((each) => each.first.id === id && each.total === total)
    // Another content at the same place: a new message of the same size has begun.
    const same = before?.parts.get(index)
    if (before !== undefined && same !== undefined && !isSame(same.body, body)) this.close(before)
    if (this.held + body.length > this.mostBytes) {
      this.open = this.open.filter((each) => each.first.id !== id)
      return { error: 'too-large' }
    }
    const open = this.open.find((each) => each.first.id === id && each.total === total) ?? this.begin(message, total)
    if (open.parts.has(index)) return 'again'
    open.bytes += body.length
    open.parts.set(index, message)
    open.since = now
    if (open.parts.size < total) return 'waiting'
    this.close(open)
    return joined(open)
  }

  /** What must be asked for again now, and how many messages were given up. */
  overdue(now: number): { missing: Missing[]; torn: number } {
    const missing: Missing[] = []
    let torn = 0
    for (const open of [...this.open]) {
      if (now - open.since < this.askAfterMs) continue
      if (open.requests >= MOST_REQUESTS) {
        this.close(open)
        torn++
        continue
      }
      open.requests++
      open.since = now
      const packets = Array.from({ length: open.total }, (_, at) => at + 1).filter((index) => !open.parts.has(index))
      missing.push({ id: open.first.id, firstSeq: firstSeqOf(open.first), packets: packets.slice(0, MOST_NAMED) })
    }
    return { missing, torn }
  }

  private begin(first: Message, total: number): Open {
    const open: Open = { first, total, parts: new Map(), bytes: 0, since: 0, requests: 0 }
    this.open.push(open)
    if (this.open.length > MOST_OPEN) this.open.shift()
    return open
  }

  private close(open: Open): void {
    this.open = this.open.filter((each) => each !== open)
  }
}

const firstSeqOf = ({ seq, parts }: Message): number => (seq - ((parts?.index ?? 1) - 1)) & 0xffff

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

function joined({ first, parts, bytes }: Open): Message {
  const body = new Uint8Array(bytes)
  const inOrder = [...parts].sort(([a], [b]) => a - b).map(([, part]) => part)
  let at = 0
  for (const part of inOrder) {
    body.set(part.body, at)
    at += part.body.length
  }
  const { parts: _parts, ...whole } = first
  return { ...whole, seq: firstSeqOf(first), seqs: inOrder.map(({ seq }) => seq), body }
}

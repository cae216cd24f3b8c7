import { requestBytes } from '@zaojun/device-profiles/stream/request'
import type { PacedWriter } from '../paced-writer.ts'
import type { SimulatedUnit } from '../simulated-unit.ts'
import { frameOf, shownFields } from './said.ts'
import { carryOut } from './weighing.ts'

/** A late answer comes after any master has given up. */
const LATE_MS = 1_500
/** Longer than any request. */
const MOST_HELD = 512

export type StreamLineSettings = {
  characterMs: number
  turnaroundMs: number
  onRequest?: ((unit: string, bytes: Uint8Array) => void) | undefined
  /** A unit that talks by itself was told to begin. */
  onBegin(unit: SimulatedUnit): void
}
type Known = { unit: SimulatedUnit; name: string; bytes: Uint8Array }

/** One master's end of a byte stream: knows the requests its units know, lets the one that is meant answer. */
export class StreamLine {
  private readonly settings: StreamLineSettings
  private readonly writer: PacedWriter
  private readonly known: Known[]
  private held: Uint8Array = new Uint8Array()

  constructor(units: SimulatedUnit[], settings: StreamLineSettings, writer: PacedWriter) {
    this.settings = settings
    this.writer = writer
    this.known = units.flatMap((unit) => {
      const { stream } = unit.profile
      return Object.keys(stream?.requests ?? {}).flatMap((name) => {
        const bytes = stream && requestBytes(stream, name, { address: unit.unit.address })
        return bytes instanceof Uint8Array ? [{ unit, name, bytes }] : []
      })
    })
  }

  receive(bytes: Uint8Array): void {
    this.held = Uint8Array.from([...this.held, ...bytes]).slice(-MOST_HELD)
    let at = 0
    while (at < this.held.length) {
      const rest = this.held.subarray(at)
      const heard = this.known
        .filter((request) => begins(rest, request.bytes))
        .sort((one, two) => two.bytes.length - one.bytes.length)[0]
      if (heard === undefined && this.known.some((request) => begins(request.bytes, rest))) break
      if (heard !== undefined) this.answer(heard)
      at += heard?.bytes.length ?? 1
    }
    this.held = this.held.slice(at)
  }

  private answer({ unit, name, bytes }: Known): void {
    unit.requests.push(bytes)
    this.settings.onRequest?.(unit.unit.id, bytes)
    const { answers, tells, everyMs, atStart } = unit.profile.stream?.requests?.[name] ?? {}
    if (!unit.alive) return
    if (atStart) this.settings.onBegin(unit)
    const fault = answers === undefined ? undefined : unit.nextFault()
    if (everyMs === undefined && fault !== 'exception') carryOut(unit, name)
    const values = shownFields(unit)
    const told = tells === undefined ? undefined : frameOf(unit, values, tells, undefined)
    const answer = answers === undefined ? undefined : frameOf(unit, values, answers, fault)
    const delay = bytes.length * this.settings.characterMs + this.settings.turnaroundMs
    if (told !== undefined) void this.writer.write(told, delay)
    if (answer !== undefined) void this.writer.write(answer, delay + (fault === 'late' ? LATE_MS : 0))
  }
}

/** Whether `text` begins with all of `start`. */
function begins(text: Uint8Array, start: Uint8Array): boolean {
  return start.length <= text.length && start.every((byte, index) => text[index] === byte)
}

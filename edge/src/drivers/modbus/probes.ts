import type { ReadRange } from '@zaojun/device-profiles/modbus/pdu'
import { readPdu } from '@zaojun/device-profiles/modbus/pdu'
import type { ProbeAnswer } from '../driver.ts'

/** On a bus that is never idle a probe may go all the same, so often. */
const AT_LEAST_EVERY_MS = 1_000
const READ_PDU_BYTES = 5
const LAST_ADDRESS = 247

/**
 * The gate for probes, on the very bytes about to go out: reads alone (functions 1 to 4), to one address, never to
 * all. Nothing else may leave by this path, whoever made the frame.
 */
export function deniedProbe(address: number, pdu: Uint8Array): string | undefined {
  const code = pdu[0] ?? 0
  if (!Number.isInteger(address) || address < 1 || address > LAST_ADDRESS) return 'denied-broadcast'
  if (code < 1 || code > 4) return 'denied-function'
  return pdu.length === READ_PDU_BYTES ? undefined : 'denied-malformed'
}

export type Probe = { address: number; pdu: Uint8Array; withinMs: number; settle(answer: ProbeAnswer): void }

/** Reads of addresses that need not be a unit's, waiting for a pause of the bus. */
export class Probes {
  private readonly waiting: Probe[] = []
  private lastAt = Number.NEGATIVE_INFINITY

  /** Settles when it was its turn, or with `bus-disconnected` when there will be none. */
  add(address: number, range: ReadRange, withinMs: number): Promise<ProbeAnswer> {
    return new Promise((settle) => this.waiting.push({ address, pdu: readPdu(range), withinMs, settle }))
  }

  /** The next probe: when the bus is idle, or has let none through for long. */
  take(idle: boolean, now: number): Probe | undefined {
    if (!idle && now - this.lastAt < AT_LEAST_EVERY_MS) return undefined
    const probe = this.waiting.shift()
    if (probe !== undefined) this.lastAt = now
    return probe
  }

  end(): void {
    for (const { settle } of this.waiting.splice(0)) settle({ error: 'bus-disconnected', frame: new Uint8Array() })
  }
}

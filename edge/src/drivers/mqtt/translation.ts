import { generate, type Packet, parser } from 'mqtt-packet'
import { MALFORMED, type Version5 } from './version-5.ts'

export const V5 = 5
export const V311 = 4

/** Bytes of one version as bytes of the other, in both directions. */
export class Translation {
  private readonly session: Version5
  private readonly fromClient = parser({ protocolVersion: V5 })
  private readonly fromBroker = parser({ protocolVersion: V311 })
  private readonly passed: Buffer[] = []
  private readonly answered: Buffer[] = []
  private end: number | undefined
  /** Bytes of a client's packet that has not all come. */
  held = 0

  constructor(session: Version5) {
    this.session = session
    this.fromClient.on('packet', (packet: Packet) => {
      if (this.end !== undefined) return
      const inward = session.inward(packet)
      if ('pass' in inward) this.passed.push(generate(inward.pass, { protocolVersion: V311 }))
      else this.end = inward.end
    })
    this.fromClient.on('error', () => {
      this.end ??= MALFORMED
    })
    this.fromBroker.on('packet', (packet: Packet) => {
      const outward = this.session.outward(packet)
      if (outward !== undefined) this.answered.push(generate(outward, { protocolVersion: V5 }))
    })
    this.fromBroker.on('error', () => {})
  }

  /** What goes on to the broker, and the reason where the connection ends here. */
  inward(bytes: Buffer): { passed: Buffer; end: number | undefined } {
    try {
      this.held = this.fromClient.parse(bytes)
    } catch {
      this.end ??= MALFORMED
    }
    return { passed: Buffer.concat(this.passed.splice(0)), end: this.end }
  }

  outward(bytes: Buffer): Buffer {
    this.fromBroker.parse(bytes)
    return Buffer.concat(this.answered.splice(0))
  }
}

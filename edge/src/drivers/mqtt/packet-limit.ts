import { Transform, type TransformCallback } from 'node:stream'

const MORE = 0x80
const LENGTH_BITS = 7
const LONGEST_LENGTH = 4

/**
 * Watches the lengths that MQTT packets announce (MQTT 3.1.1, section 2.2) and ends a stream that announces too much,
 * before anybody gathers it.
 */
export class PacketLimit extends Transform {
  private readonly most: number
  private readonly tooLong: () => void
  /** Bytes of the packet's body still to come; undefined while its head is read. */
  private left: number | undefined
  private lengthBytes = -1
  private length = 0

  constructor(most: number, tooLong: () => void) {
    super()
    this.most = most
    this.tooLong = tooLong
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const fits = this.fits(chunk)
    if (!fits) this.tooLong()
    done(fits ? null : new Error('packet too long'), fits ? chunk : undefined)
  }

  private fits(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.left !== undefined) {
        const step = Math.min(this.left, chunk.length - at)
        at += step
        this.left -= step
        if (this.left === 0) this.restart()
        continue
      }
      const byte = chunk[at++] ?? 0
      if (this.lengthBytes < 0) {
        this.lengthBytes = 0
        continue
      }
      this.length += (byte & ~MORE) * 2 ** (LENGTH_BITS * this.lengthBytes++)
      if (this.length > this.most || (byte & MORE && this.lengthBytes >= LONGEST_LENGTH)) return false
      if (byte & MORE) continue
      if (this.length === 0) this.restart()
      else this.left = this.length
    }
    return true
  }

  private restart(): void {
    this.left = undefined
    this.lengthBytes = -1
    this.length = 0
  }
}

const MORE = 0x80
const LENGTH_BITS = 7
const LONGEST_LENGTH = 4

/** Follows the lengths that MQTT packets announce (MQTT 3.1.1 and 5, section 2.2) through chopped bytes. */
export class PacketLengths {
  private readonly most: number
  /** Bytes of the packet's body still to come; undefined while its head is read. */
  private left: number | undefined
  private lengthBytes = -1
  private length = 0

  /** `most`: the longest body a packet may announce. */
  constructor(most: number) {
    this.most = most
  }

  /** False where a packet announces too much, or no length at all: nothing after it can be trusted. */
  fits(chunk: Uint8Array): boolean {
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

import type { Value } from '@zaojun/core'
import { toHex } from '@zaojun/device-profiles'
import type { TraceLine } from './driver.ts'

const KEPT_FRAMES = 64
/** Of a burst of garbage this much is shown. */
const SHOWN_BYTES = 256

type Frame = Omit<TraceLine, 'hex'> & { bytes: Uint8Array }

/** The last frames of one unit, kept as bytes; text is made when someone looks. */
export class Trace {
  private readonly frames: Frame[] = []
  private readonly wall: () => number

  constructor(wall: () => number) {
    this.wall = wall
  }

  add(direction: 'tx' | 'rx', bytes: Uint8Array, rest: { decoded?: Record<string, Value>; note?: string } = {}): void {
    this.frames.push({ at: this.wall(), direction, bytes: bytes.slice(0, SHOWN_BYTES), ...rest })
    if (this.frames.length > KEPT_FRAMES) this.frames.shift()
  }

  lines(): TraceLine[] {
    return this.frames.map(({ bytes, ...line }) => ({ ...line, hex: toHex(bytes) }))
  }
}

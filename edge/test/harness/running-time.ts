import type { TimeSource } from '../../src/clock.ts'

/** A clock that runs on by itself from a wall time, and that tests set forward. */
export class RunningTime implements TimeSource {
  readonly boot = '0123456789abcdef'
  private readonly offset: number
  private ahead = 0

  constructor(from = Date.now()) {
    this.offset = from - Math.round(performance.now())
  }

  mono = (): number => Math.round(performance.now()) + this.ahead
  wall = (): number => this.mono() + this.offset
  synced = (): boolean => true

  pass(ms: number): void {
    this.ahead += ms
  }
}

import type { TimeSource } from '../../src/clock.ts'

/** A clock that stands still until a test sets it forward. */
export class FrozenTime implements TimeSource {
  readonly boot = '0123456789abcdef'
  private readonly from: number
  private passed = 0

  constructor(from: number) {
    this.from = from
  }

  mono = (): number => 1_000_000 + this.passed
  wall = (): number => this.from + this.passed
  synced = (): boolean => true

  pass(ms: number): void {
    this.passed += ms
  }

  /** Sets it to a wall time that is not over yet. */
  reach(wall: number): void {
    this.passed = Math.max(this.passed, wall - this.from)
  }
}

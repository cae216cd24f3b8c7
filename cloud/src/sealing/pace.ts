/** How much to do in one go so that it costs about as much as it should: grows and shrinks by at most a factor of two. */
export class Pace {
  size: number
  private readonly most: number

  constructor(first: number, most: number) {
    this.size = first
    this.most = most
  }

  /** What the last go cost, and what one should cost. */
  took(cost: number, aim: number): void {
    const factor = Math.min(2, Math.max(0.5, aim / Math.max(cost, aim / 4)))
    this.size = Math.min(this.most, Math.max(1, Math.round(this.size * factor)))
  }
}

import { hash } from 'node:crypto'

const LANES = 8

/**
 * A digest of rows in any order: the sum of their SHA-256, in eight lanes of 32 bits. What two of them hold together has
 * the sum of both. It compares tables that should be alike; against somebody who makes rows up stands the log.
 */
export class RowDigest {
  private readonly lanes = new Uint32Array(LANES)
  rows = 0

  /** SHA-256 of the row, which is what was added. */
  add(row: Uint8Array): Buffer {
    const digest = hash('sha256', row, 'buffer')
    for (let lane = 0; lane < LANES; lane++) this.addLane(lane, digest.readUInt32BE(lane * 4))
    this.rows++
    return digest
  }

  addHex(hex: string, rows: number): void {
    const digest = Buffer.from(hex, 'hex')
    for (let lane = 0; lane < LANES; lane++) this.addLane(lane, digest.readUInt32BE(lane * 4))
    this.rows += rows
  }

  private addLane(lane: number, value: number): void {
    this.lanes[lane] = (this.lanes[lane] ?? 0) + value
  }

  hex(): string {
    return [...this.lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('')
  }
}

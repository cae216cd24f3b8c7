import { BoxRange, MAX_BATCH_BYTES } from '@zaojun/core'
import { Compile } from 'typebox/compile'
import { fail } from '../errors.ts'
import type { BoxRecord, IngestOutcome, Store } from '../store/store.ts'
import { Caller } from '../threads/caller.ts'
import type { DecodedBatch } from './decoded.ts'

export type IntakeOptions = {
  store: Store
  decoders: number
  maxQueuedBatches: number
  now(): number
  onFailure(place: string, error: unknown): void
}
export type Delivery = { box: BoxRecord; body: Buffer; zstd: boolean; range: string | undefined; wantLatest: boolean }
export type Taken = { batch: Pick<DecodedBatch, 'box' | 'n' | 'digest' | 'readings'>; outcome: IngestOutcome }

const rangeCheck = Compile(BoxRange)

/** From a request body to a durable batch: verification and decoding in worker threads, then the store's group commit. */
export class Intake {
  private readonly options: IntakeOptions
  private readonly decoders: Caller
  private underWay = 0

  constructor(options: IntakeOptions) {
    this.options = options
    this.decoders = new Caller({
      module: new URL('./decoder-thread.ts', import.meta.url),
      threads: options.decoders,
      data: null,
      onFailure: options.onFailure,
    })
  }

  start(): Promise<void> {
    return this.decoders.start()
  }

  stop(): Promise<void> {
    return this.decoders.stop()
  }

  get queued(): number {
    return this.underWay
  }

  /** Throws `BUSY` when too much waits already. */
  demandRoom(): void {
    if (this.underWay >= this.options.maxQueuedBatches) throw fail('BUSY')
  }

  /** Throws `BATCH_…`, `COSE_…`, `CBOR_…`; a fork or broken chain is an outcome. `BUSY` when too much waits already. */
  async take({ box, body, zstd, range, wantLatest }: Delivery): Promise<Taken> {
    if (body.length > MAX_BATCH_BYTES) throw fail('BATCH_TOO_LARGE', { name: String(MAX_BATCH_BYTES) })
    this.demandRoom()
    const reported = parseRange(range)
    this.underWay += 1
    try {
      const bytes = ownBytes(body)
      const batch = await this.decoders.call<DecodedBatch>('decode', { box: box.id, keys: box.keys, bytes, zstd }, [
        bytes.buffer,
      ])
      const receivedAt = this.options.now()
      const { n, digest, readings } = batch
      const outcome = await this.options.store.ingest({
        site: box.site,
        batch,
        range: reported,
        receivedAt,
        wantLatest,
      })
      return { batch: { box: box.id, n, digest, readings }, outcome }
    } finally {
      this.underWay -= 1
    }
  }
}

/** Small bodies share Node's pool: only bytes of their own can move to another thread. */
const ownBytes = (body: Buffer): Uint8Array<ArrayBuffer> =>
  body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength
    ? new Uint8Array(body.buffer)
    : new Uint8Array(body)

function parseRange(text: string | undefined): BoxRange | null {
  if (text === undefined) return null
  let range: unknown
  try {
    range = JSON.parse(text)
  } catch {
    throw fail('BATCH_RANGE_HEADER')
  }
  if (!rangeCheck.Check(range)) throw fail('BATCH_RANGE_HEADER')
  if (range.pending.some(([first, last]) => first < 1 || last < first)) throw fail('BATCH_RANGE_HEADER')
  return range
}

/** What one listener bears. Times in ms, sizes in bytes. */
export type HttpLimits = {
  headerBytes: number
  /** A request's headers are complete within this, its body within `requestMs`. */
  headersMs: number
  requestMs: number
  /** A connection without a request is closed after this. */
  idleMs: number
  connections: number
  /** Connections and requests a second of one address. */
  connectionsPerAddress: number
  perSecondAndAddress: number
  /** Requests a second of one unit; so many more may come at once after a pause. */
  perSecondAndUnit: number
  burst: number
  bodyBytes: number
  /** A message without its pictures. */
  messageBytes: number
  pictureBytes: number
  pictures: number
}

export const HTTP_LIMITS: HttpLimits = {
  headerBytes: 8 * 1024,
  headersMs: 5_000,
  requestMs: 20_000,
  idleMs: 15_000,
  connections: 128,
  connectionsPerAddress: 32,
  perSecondAndAddress: 200,
  perSecondAndUnit: 20,
  burst: 200,
  bodyBytes: 8 * 1024 * 1024,
  messageBytes: 256 * 1024,
  pictureBytes: 4 * 1024 * 1024,
  pictures: 6,
}

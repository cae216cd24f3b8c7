/** p50 and p99 of the time from sending to the acknowledgement, ms; `live`: of batches that were the newest. */
export type Look = {
  sent: number
  live: [number, number]
  all: [number, number]
  backlog: number
  refused: Record<string, number>
}
export type ToBoxes =
  | { do: 'tokens'; tokens: string[] }
  | { do: 'go' | 'offline' | 'online' | 'look' | 'finish' | 'end' }
export type FromBoxes =
  | { say: 'ready'; boxes: { id: string; key: string }[] }
  | { say: 'look'; look: Look }
  | { say: 'held'; backlog: number; boxes: { id: string; acknowledged: [n: number, digest: string][] }[] }

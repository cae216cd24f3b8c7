/** Pieces are what came in one request; longer ones are split, so that a row and a read stay small. */
export const LONGEST_PIECE_BYTES = 1024 * 1024

/** What an upload in pieces comes to: `held` bytes now, all there and right, or why it is not taken. */
export type Appended = { status: 'more' | 'whole' } | { status: 'offset'; held: number } | { status: 'digest' }
export type Piece = { site: string; digest: string; bytes: Uint8Array; start: number; length: number }

/** Bytes of photos and clips, where a store holds them itself: any aggregator takes the next piece and gives them out. */
export interface Pictures {
  /** Bytes held of an upload, finished or not. */
  held(site: string, digest: string): Promise<number>
  /** Durable when it resolves. One writer an upload at a time. */
  append(piece: Piece): Promise<Appended>
  /** All bytes in their order, a piece at a time. */
  read(site: string, digest: string): AsyncGenerator<Uint8Array>
  erase(site: string, digest: string): Promise<void>
}

export interface PictureStore {
  /** Undefined where the store is no place for them: they are files in the data folder. */
  readonly pictures: Pictures | undefined
}

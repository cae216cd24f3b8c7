import { decodeCbor, encodeCbor } from '../cbor.ts'
import { defineErrors } from '../errors.ts'

const FORMAT = 1
const DIGEST_BYTES = 32

export const fail = defineErrors({
  LEAF_MALFORMED: { status: 400, zh: '日志条目不合规范：{name}', en: 'the log entry is not well formed: {name}' },
})

/**
 * An entry of the log, as deterministic CBOR: `[1, kind, …]`.
 * `batch`: box, number, SHA-256 of the exact envelope · `policy`: the first entry of a log, what it promises ·
 * `key`: a statement on the key of a box, SHA-256 of its exact bytes · `reads`: a page of who read data of a site, its
 * number and the SHA-256 of its exact bytes · `rights`: likewise a statement on whose the data of a site is or who may
 * read it · `removal`: likewise what a policy took away of a site ·
 * `origin`: the first entry of a log that goes on for another one: the last checkpoint known of that, and why.
 */
export type LogLeaf =
  | { kind: 'batch'; box: string; n: number; digest: Uint8Array }
  | { kind: 'key'; box: string; digest: Uint8Array }
  | { kind: 'reads'; site: string; page: number; digest: Uint8Array }
  | { kind: 'rights'; site: string; no: number; digest: Uint8Array }
  | { kind: 'removal'; site: string; no: number; digest: Uint8Array }
  | { kind: 'policy'; text: string }
  | { kind: 'origin'; checkpoint: string; reason: string }

export function leafEntry(leaf: LogLeaf): Uint8Array {
  if (leaf.kind === 'batch') return encodeCbor([FORMAT, leaf.kind, leaf.box, leaf.n, leaf.digest])
  if (leaf.kind === 'key') return encodeCbor([FORMAT, leaf.kind, leaf.box, leaf.digest])
  if (leaf.kind === 'reads') return encodeCbor([FORMAT, leaf.kind, leaf.site, leaf.page, leaf.digest])
  if (leaf.kind === 'rights') return encodeCbor([FORMAT, leaf.kind, leaf.site, leaf.no, leaf.digest])
  if (leaf.kind === 'removal') return encodeCbor([FORMAT, leaf.kind, leaf.site, leaf.no, leaf.digest])
  if (leaf.kind === 'policy') return encodeCbor([FORMAT, leaf.kind, leaf.text])
  return encodeCbor([FORMAT, leaf.kind, leaf.checkpoint, leaf.reason])
}

const isDigest = (value: unknown): value is Uint8Array => value instanceof Uint8Array && value.length === DIGEST_BYTES

/** Throws `LEAF_MALFORMED` for anything `leafEntry` would not have written. */
export function parseLeaf(entry: Uint8Array): LogLeaf {
  const bad = (name: string): never => {
    throw fail('LEAF_MALFORMED', { name })
  }
  let row: unknown
  try {
    row = decodeCbor(entry)
  } catch {
    bad('not CBOR')
  }
  if (!Array.isArray(row) || row[0] !== FORMAT) return bad('format')
  const [, kind, first, second, third] = row as unknown[]
  const counted = row.length === 5 && typeof first === 'string' && typeof second === 'number'
  if (counted && kind === 'batch' && isDigest(third)) return { kind, box: first, n: second, digest: third }
  if (counted && kind === 'reads' && isDigest(third)) return { kind, site: first, page: second, digest: third }
  if (counted && kind === 'rights' && isDigest(third)) return { kind, site: first, no: second, digest: third }
  if (counted && kind === 'removal' && isDigest(third)) return { kind, site: first, no: second, digest: third }
  if (kind === 'key' && row.length === 4 && typeof first === 'string' && isDigest(second))
    return { kind, box: first, digest: second }
  if (kind === 'policy' && row.length === 3 && typeof first === 'string') return { kind, text: first }
  if (kind === 'origin' && row.length === 4 && typeof first === 'string' && typeof second === 'string')
    return { kind, checkpoint: first, reason: second }
  return bad(String(kind))
}

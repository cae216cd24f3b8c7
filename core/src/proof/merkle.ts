import { concat } from '../cbor.ts'

/** SHA-256, passed in: the browser's is asynchronous, Node's is not. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>

export const HASH_BYTES = 32
const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** H(00 ‖ entry) (RFC 6962, section 2.1). */
export const leafInput = (entry: Uint8Array): Uint8Array => concat([LEAF, entry])
/** H(01 ‖ left ‖ right). */
export const nodeInput = (left: Uint8Array, right: Uint8Array): Uint8Array => concat([NODE, left, right])

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])
const whole = (...numbers: number[]): boolean => numbers.every((n) => Number.isSafeInteger(n) && n >= 0)
const half = (n: number): number => Math.floor(n / 2)
const odd = (n: number): boolean => n % 2 === 1

/** Whether `leaf` stands at `index` of the tree of `size` leaves with `root` (RFC 9162, section 2.1.3.2). */
export async function inclusionHolds(
  sha256: Sha256,
  given: { leaf: Uint8Array; index: number; size: number; path: Uint8Array[]; root: Uint8Array },
): Promise<boolean> {
  const { leaf, index, size, path, root } = given
  if (!whole(index, size) || index >= size || ![leaf, root, ...path].every((hash) => hash.length === HASH_BYTES))
    return false
  let at = index
  let last = size - 1
  let hash = leaf
  for (const sibling of path) {
    if (last === 0) return false
    if (odd(at) || at === last) {
      hash = await sha256(nodeInput(sibling, hash))
      while (!odd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else hash = await sha256(nodeInput(hash, sibling))
    at = half(at)
    last = half(last)
  }
  return last === 0 && same(hash, root)
}

/** Whether the tree of `newSize` begins with the tree of `oldSize` (RFC 9162, section 2.1.4.2). */
export async function consistencyHolds(
  sha256: Sha256,
  given: { oldSize: number; newSize: number; path: Uint8Array[]; oldRoot: Uint8Array; newRoot: Uint8Array },
): Promise<boolean> {
  const { oldSize, newSize, path, oldRoot, newRoot } = given
  if (!whole(oldSize, newSize) || oldSize === 0 || oldSize > newSize) return false
  if (![oldRoot, newRoot, ...path].every((hash) => hash.length === HASH_BYTES)) return false
  if (oldSize === newSize) return path.length === 0 && same(oldRoot, newRoot)
  if (path.length === 0) return false
  const powerOfTwo = 2 ** Math.round(Math.log2(oldSize)) === oldSize
  const [first, ...rest] = powerOfTwo ? [oldRoot, ...path] : path
  if (first === undefined) return false
  let at = oldSize - 1
  let last = newSize - 1
  while (odd(at)) {
    at = half(at)
    last = half(last)
  }
  let oldHash = first
  let newHash = first
  for (const sibling of rest) {
    if (last === 0) return false
    if (odd(at) || at === last) {
      oldHash = await sha256(nodeInput(sibling, oldHash))
      newHash = await sha256(nodeInput(sibling, newHash))
      while (!odd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else newHash = await sha256(nodeInput(newHash, sibling))
    at = half(at)
    last = half(last)
  }
  return last === 0 && same(oldHash, oldRoot) && same(newHash, newRoot)
}

/** A subtree by the leaves it covers: `from` included, `to` not. */
export type Span = { from: number; to: number }

/** The largest power of two below `n`. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** The subtrees whose hashes prove leaf `index` in a tree of `size`, the leaf's sibling first. */
export function inclusionSpans(index: number, size: number): Span[] {
  if (!whole(index, size) || index >= size) throw new RangeError(`leaf ${index} of ${size}`)
  const walk = (from: number, to: number): Span[] => {
    if (to - from <= 1) return []
    const middle = from + split(to - from)
    return index < middle ? [...walk(from, middle), { from: middle, to }] : [...walk(middle, to), { from, to: middle }]
  }
  return walk(0, size)
}

/** The subtrees whose hashes prove that the tree of `newSize` begins with that of `oldSize` (RFC 6962, 2.1.2). */
export function consistencySpans(oldSize: number, newSize: number): Span[] {
  if (!whole(oldSize, newSize) || oldSize === 0 || oldSize > newSize)
    throw new RangeError(`from ${oldSize} to ${newSize}`)
  const walk = (from: number, to: number, complete: boolean): Span[] => {
    const left = oldSize - from
    if (left === to - from) return complete ? [] : [{ from, to }]
    const middle = from + split(to - from)
    return oldSize <= middle
      ? [...walk(from, middle, complete), { from: middle, to }]
      : [...walk(middle, to, false), { from, to: middle }]
  }
  return walk(0, newSize, true)
}

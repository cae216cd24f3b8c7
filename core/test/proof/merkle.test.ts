import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  consistencyHolds,
  consistencySpans,
  inclusionHolds,
  inclusionSpans,
  leafInput,
  nodeInput,
  type Span,
} from '../../src/proof/index.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())
const text = (word: string): Uint8Array => new TextEncoder().encode(word)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** The definition itself (RFC 6962, section 2.1), slow and plain. */
function rootOf(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array())
  const [only] = leaves
  if (leaves.length === 1 && only) return only
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha256(nodeInput(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k))))
}
const leavesOf = (words: string[]): Uint8Array[] => words.map((word) => sha256(leafInput(text(word))))
const pathOf = (leaves: Uint8Array[], spans: Span[]): Uint8Array[] =>
  spans.map(({ from, to }) => rootOf(leaves.slice(from, to)))

describe('the tree', () => {
  const leaves = leavesOf(['alpha', 'beta', 'gamma'])

  it('of three entries has the root of the worked example', () => {
    expect(hex(rootOf(leaves))).toBe('385da30f3917282c8939dff851957e519ab1846b1351a14c0adb3b11632742aa')
  })

  it('proves entry 1 of 3 by leaf 0 and leaf 2, and entry 2 of 3 by the node over the first two', () => {
    expect(inclusionSpans(1, 3)).toEqual([
      { from: 0, to: 1 },
      { from: 2, to: 3 },
    ])
    expect(inclusionSpans(2, 3)).toEqual([{ from: 0, to: 2 }])
  })

  it('proves growth from 1 to 3 by leaf 1 and leaf 2, and from 2 to 3 by leaf 2', () => {
    expect(consistencySpans(1, 3)).toEqual([
      { from: 1, to: 2 },
      { from: 2, to: 3 },
    ])
    expect(consistencySpans(2, 3)).toEqual([{ from: 2, to: 3 }])
  })
})

const sizes = fc.integer({ min: 1, max: 70 })
const treeOf = (size: number) => leavesOf(Array.from({ length: size }, (_, n) => `entry ${n}`))

describe('inclusion', () => {
  it('holds for every leaf of every tree', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, pick) => {
        const leaves = treeOf(size)
        const index = pick % size
        const given = { leaf: leaves[index] ?? text(''), index, size, root: rootOf(leaves) }
        expect(await inclusionHolds(sha256, { ...given, path: pathOf(leaves, inclusionSpans(index, size)) })).toBe(true)
      }),
    )
  })

  it('does not hold for another leaf, place, size or root, nor with a hash changed, added or left out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), async (size, pick, bit) => {
        const leaves = treeOf(size)
        const index = pick % size
        const path = pathOf(leaves, inclusionSpans(index, size))
        const good = { leaf: leaves[index] ?? text(''), index, size, path, root: rootOf(leaves) }
        const flip = (bytes: Uint8Array) => bytes.map((byte, at) => (at === bit % 32 ? byte ^ 1 : byte))
        const at = bit % path.length
        for (const wrong of [
          { leaf: flip(good.leaf) },
          { root: flip(good.root) },
          { index: (index + 1) % size },
          { index: size },
          { path: path.map((hash, n) => (n === at ? flip(hash) : hash)) },
          { path: path.slice(1) },
          { path: [...path, good.leaf] },
          { path: path.map((hash, n) => (n === at ? hash.slice(1) : hash)) },
        ])
          expect(await inclusionHolds(sha256, { ...good, ...wrong })).toBe(false)
      }),
    )
  })
})

describe('consistency', () => {
  const grown = fc.tuple(sizes, sizes).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
  const proofOf = (oldSize: number, newSize: number) => {
    const leaves = treeOf(newSize)
    const path = pathOf(leaves, consistencySpans(oldSize, newSize))
    return { oldSize, newSize, path, oldRoot: rootOf(leaves.slice(0, oldSize)), newRoot: rootOf(leaves) }
  }

  it('holds between every two states of a log that only grows', async () => {
    await fc.assert(
      fc.asyncProperty(grown, async ([from, to]) => {
        expect(await consistencyHolds(sha256, proofOf(from, to))).toBe(true)
      }),
    )
  })

  it('does not hold for a history that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(grown, async ([from, to]) => {
        const other = rootOf(leavesOf(Array.from({ length: from }, (_, n) => `forged ${n}`)))
        expect(await consistencyHolds(sha256, { ...proofOf(from, to), oldRoot: other })).toBe(false)
      }),
    )
  })

  it('has no proof from an empty log', async () => {
    expect(await consistencyHolds(sha256, { ...proofOf(1, 2), oldSize: 0 })).toBe(false)
  })
})

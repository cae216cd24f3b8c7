import type { Compile } from 'typebox/compile'
import type { Checkpoint } from './checkpoint.ts'
import { hexOf } from './hex.ts'
import { bytesOf, type Crypto, demand, demandIncluded, logKeyOf, signedCheckpoint } from './in-log.ts'
import { type LogLeaf, leafEntry } from './leaf.ts'
import type { Steps } from './steps.ts'

/** A bundle of content that the log itself commits to; `content`, `leaf` base64. */
type ContentBundle = { v: number; kind: string; content: string; leaf: string; proof: string; logKey: string }
export type ContentKind = {
  shape: ReturnType<typeof Compile>
  /** What it holds, in a word; throws where the content is not what the bundle says it is. */
  content(): string
  /** The entry of the log for content with that digest. */
  leaf(digest: Uint8Array): LogLeaf
}

/** The steps for content the log commits to: a page of reads, a statement on rights. */
export function contentSteps(
  given: unknown,
  { shape, content, leaf }: ContentKind,
  crypto: Crypto,
  trustedLog: string | undefined,
  found: (checkpoint: Checkpoint) => void,
): Steps {
  const bundle = given as ContentBundle
  const { sha256 } = crypto
  let checkpoint: Checkpoint | undefined
  return {
    shape() {
      demand(shape.Check(given), `not a proof bundle: ${shape.Errors(given)[0]?.message ?? ''}`)
      return `v${bundle.v}, ${bundle.kind}`
    },
    content,
    async leaf() {
      const digest = await sha256(bytesOf(bundle.content, 'content'))
      const entry = bytesOf(bundle.leaf, 'leaf')
      demand(hexOf(entry) === hexOf(leafEntry(leaf(digest))), 'the entry of the log commits to something else')
      return hexOf(digest)
    },
    async checkpoint() {
      checkpoint = await signedCheckpoint(bundle.proof, await logKeyOf(trustedLog ?? bundle.logKey, sha256), crypto)
      found(checkpoint)
      return `${checkpoint.origin}, ${checkpoint.size}`
    },
    async inclusion() {
      const index = await demandIncluded(bytesOf(bundle.leaf, 'leaf'), bundle.proof, checkpoint as Checkpoint, crypto)
      return `${index} / ${checkpoint?.size}`
    },
  }
}

/** JSON in a bundle's content, by its schema; throws where it is none. */
export function contentOf(content: string, schema: ReturnType<typeof Compile>, name: string): unknown {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(content, 'content')))
  if (!schema.Check(value)) throw new Error(schema.Errors(value)[0]?.message ?? `not ${name}`)
  return value
}

import type { Compile } from 'typebox/compile'
import { hexOf } from './hex.ts'
import { bytesOf, type Crypto, checkpointOfLog, demand, demandIncluded, logKeyOf, type Trusted } from './in-log.ts'
import { type LogLeaf, leafEntry } from './leaf.ts'
import type { OriginProof } from './origins.ts'
import type { Found, Steps } from './steps.ts'

/** A bundle of content that the log itself commits to; `content`, `leaf` base64. */
type ContentBundle = {
  v: number
  kind: string
  content: string
  leaf: string
  proof: string
  logKey: string
  origins?: OriginProof[]
}
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
  trusted: Trusted,
  found: Found,
): Steps {
  const bundle = given as ContentBundle
  const { sha256 } = crypto
  return {
    shape() {
      demand(shape.Check(given), `not a proof bundle: ${shape.Errors(given)[0]?.message ?? ''}`)
      demand((bundle.v === 3) === (bundle.origins !== undefined), 'version 3 comes with origins, version 2 without')
      return `v${bundle.v}, ${bundle.kind}`
    },
    content,
    async leaf() {
      const digest = await sha256(bytesOf(bundle.content, 'content'))
      const entry = bytesOf(bundle.leaf, 'leaf')
      demand(hexOf(entry) === hexOf(leafEntry(leaf(digest))), 'the entry of the log commits to something else')
      return hexOf(digest)
    },
    checkpoint: () => checkpointFound(bundle, crypto, trusted, found),
    inclusion: () => includedAt(bundle, found, crypto),
  }
}

/** The checkpoint of a bundle's proof, once the log has signed it: by the key the reader has, or else the bundle's own. */
export async function checkpointFound(
  { proof, logKey }: { proof: string; logKey: string },
  crypto: Crypto,
  trusted: Trusted,
  found: Found,
): Promise<string> {
  const key = await logKeyOf(trusted.logKey ?? logKey, crypto.sha256)
  found.checkpoint = await checkpointOfLog(proof, key, crypto)
  return `${found.checkpoint.origin}, ${found.checkpoint.size}`
}

/** Where the entry stands, counted from 0 as in the proof, in the log whose checkpoint was found. */
export async function includedAt(
  { leaf, proof }: { leaf: string; proof: string },
  { checkpoint }: Found,
  crypto: Crypto,
): Promise<string> {
  if (checkpoint === undefined) throw new Error('no checkpoint')
  return `index ${await demandIncluded(bytesOf(leaf, 'leaf'), proof, checkpoint, crypto)}, size ${checkpoint.size}`
}

/** JSON in a bundle's content, by its schema; throws where it is none. */
export function contentOf(content: string, schema: ReturnType<typeof Compile>, name: string): unknown {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(content, 'content')))
  if (!schema.Check(value)) throw new Error(schema.Errors(value)[0]?.message ?? `not ${name}`)
  return value
}

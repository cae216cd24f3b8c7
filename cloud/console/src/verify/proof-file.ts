import { boundedBytes, TooLong } from '@zaojun/core/bounded-text'
import { MAX_BUNDLE_BYTES } from '@zaojun/core/proof/index'

/** Why nothing is judged: there is no proof to judge. */
export type NoProof = 'too-large' | 'empty' | 'not-text' | 'not-json' | 'not-proof'
export class NoProofIn extends Error {
  readonly why: NoProof

  constructor(why: NoProof) {
    super(why)
    this.why = why
  }
}

/** What a file or an answer holds, where that at least looks like a proof; throws `NoProofIn`. */
export async function bundleIn(given: Pick<Response, 'body'>): Promise<unknown> {
  const bytes = await boundedBytes(given, MAX_BUNDLE_BYTES).catch((error: unknown) => {
    throw error instanceof TooLong ? new NoProofIn('too-large') : error
  })
  const text = textIn(bytes)
  if (text.trim() === '') throw new NoProofIn('empty')
  const value = jsonIn(text)
  if (!looksLikeBundle(value)) throw new NoProofIn('not-proof')
  return value
}

function textIn(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // UTF-8 all right, but nobody writes it.
    if (!text.includes('\0')) return text
  } catch {}
  throw new NoProofIn('not-text')
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new NoProofIn('not-json')
  }
}

const KINDS: unknown[] = ['reads', 'rights', 'removal', 'removed', 'origin']
/** Parts that bundles of every kind are made of. */
const PARTS = ['logKey', 'proof', 'leaf', 'origins', 'content', 'envelope', 'boxKey']

/** A damaged bundle still has most of its parts; by two of them it is judged, and found wanting. */
function looksLikeBundle(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const parts = PARTS.filter((part) => Object.hasOwn(value, part)).length
  return parts + ('kind' in value && KINDS.includes(value.kind) ? 1 : 0) >= 2
}

import type { Value } from '@zaojun/core'
import { checkBytes } from './checksum.ts'
import { writeField } from './fields.ts'
import { bytesOf } from './frame-decoder.ts'
import type { StreamGrammar } from './grammar.ts'

const SPACE = 0x20

/** The frame that decodes to `values`; fields without a value show dashes. `decimals` where the frame may choose. */
export function encodeFrame(grammar: StreamGrammar, values: Record<string, Value>, decimals = 0): Uint8Array {
  const frame = new Uint8Array(grammar.length).fill(SPACE)
  for (const [key, field] of Object.entries(grammar.fields)) {
    if ('bit' in field && frame[field.at] === SPACE) frame[field.at] = 0
    writeField(field, frame, values[key] ?? null, decimals)
  }
  frame.set(bytesOf(grammar.start))
  const end = bytesOf(grammar.end ?? [])
  frame.set(end, grammar.length - end.length)
  if (grammar.checksum) frame.set(checkBytes(grammar.checksum, frame), grammar.checksum.at)
  return frame
}

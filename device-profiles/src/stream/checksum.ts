import type { StreamGrammar } from './grammar.ts'

type Rule = NonNullable<StreamGrammar['checksum']>
const TEN = 10
const nibble = (value: number): number => (value < TEN ? value + 0x30 : value + 0x37)

/** The check bytes a frame must carry by its rule. */
export function checkBytes(rule: Rule, frame: Uint8Array): Uint8Array {
  const covered = frame.subarray(rule.from, rule.to + 1)
  if (rule.kind === 'xor-hex') {
    const xor = covered.reduce((sum, byte) => sum ^ byte, 0)
    return Uint8Array.from([nibble(xor >> 4), nibble(xor & 0x0f)])
  }
  const sum = covered.reduce((total, byte) => total + (byte & 0x7f), 0)
  return Uint8Array.from([-sum & 0x7f])
}

export const checksumHolds = (rule: Rule, frame: Uint8Array): boolean =>
  checkBytes(rule, frame).every((byte, index) => frame[rule.at + index] === byte)

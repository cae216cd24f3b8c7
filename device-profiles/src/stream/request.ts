import type { Unit } from '@zaojun/core'
import type { Fields } from '../message/message.ts'
import type { Profile } from '../profile.ts'
import type { Scalar } from '../words.ts'
import { checkOver } from './checksum.ts'
import { bytesOf } from './form.ts'
import type { StreamGrammar } from './grammar.ts'
import type { Address, Request } from './request-shape.ts'

export type UnitAddress = Unit['address']
/** A request asked again and again, and the channels its answers feed. */
export type StreamAsk = { request: string; pollMs: number; channels: string[] }

const LETTER_A = 0x41
const LETTERS = 26

/** An address as frames carry it, as text; undefined where it cannot be one. */
export function canonical({ as, bytes = 6 }: Address, address: Scalar): string | undefined {
  const text = String(address)
  if (as === 'letter') {
    if (/^[A-Z]$/.test(text)) return text
    const number = Number(text)
    return Number.isInteger(number) && number >= 1 && number <= LETTERS
      ? String.fromCharCode(LETTER_A - 1 + number)
      : undefined
  }
  if (!/^[0-9]+$/.test(text)) return undefined
  if (as === 'byte') return Number(text) <= 255 ? String(Number(text)) : undefined
  const digits = as === 'two-digits' ? 2 : 2 * bytes
  const short = text.replace(/^0+(?=[0-9])/, '')
  return short.length <= digits ? short.padStart(digits, '0') : undefined
}

function addressBytes(rule: Address, address: UnitAddress): number[] | undefined {
  if (address === undefined) return rule.alone === undefined ? undefined : [...bytesOf(rule.alone)]
  const text = canonical(rule, address)
  if (text === undefined) return undefined
  if (rule.as === 'byte') return [Number(text)]
  if (rule.as !== 'bcd') return [...text].map((character) => character.charCodeAt(0))
  const pairs = (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))
  return rule.first === 'low' ? pairs.reverse() : pairs
}

/** Why a unit cannot be called so: `no-address`, `bad-address`; undefined when it can, or need not be. */
export function addressFault({ address: rule }: StreamGrammar, address: UnitAddress): string | undefined {
  if (rule === undefined || addressBytes(rule, address) !== undefined) return undefined
  return address === undefined ? 'no-address' : 'bad-address'
}

/** Whether a frame is the unit's own, as far as the frame says whose it is. */
export function isFrom({ address: rule }: StreamGrammar, address: UnitAddress, fields: Fields): boolean {
  if (rule?.field === undefined || address === undefined) return true
  const said = fields[rule.field]?.value
  return said === undefined || said === null || canonical(rule, said) === canonical(rule, address)
}

/**
 * The bytes of a request to a unit, or why there are none. `wake` stands in front of them and is in no checksum.
 */
export function requestBytes(
  grammar: StreamGrammar,
  name: string,
  { address, value }: { address?: UnitAddress; value?: Scalar | undefined },
): Uint8Array | { error: string } {
  const request = grammar.requests?.[name]
  if (request === undefined) return { error: 'unknown-command' }
  const bytes: number[] = []
  for (const part of requestParts(request)) {
    if (typeof part !== 'string') bytes.push(...part)
    else if (part === 'address') {
      const stands = grammar.address && addressBytes(grammar.address, address)
      if (stands === undefined) return { error: address === undefined ? 'no-address' : 'bad-address' }
      bytes.push(...stands)
    } else if (part === 'value') bytes.push(...[...String(value ?? '')].map((each) => each.charCodeAt(0) & 0x7f))
    else if (grammar.frame.checksum) {
      const { kind, from } = grammar.frame.checksum
      bytes.push(...checkOver(kind, Uint8Array.from(bytes.slice(Math.max(0, from)))))
    }
  }
  return Uint8Array.from([...bytesOf(request.wake ?? ''), ...bytes])
}

/** A request in parts: bytes, and the words in braces. */
export function requestParts({ text, hex }: Request): (number[] | string)[] {
  const pieces = (text ?? hex ?? '').split(/(\{[a-z]+\})/).filter((piece) => piece !== '')
  return pieces.map((piece) => {
    const word = /^\{(address|value|check)\}$/.exec(piece)?.[1]
    if (word !== undefined) return word
    return hex === undefined ? [...piece].map((each) => each.charCodeAt(0) & 0xff) : [...bytesOf(piece)]
  })
}

/** The names of the fields a form may give, over all forms or those named. */
export function fieldNames({ forms }: StreamGrammar, among: readonly string[] = Object.keys(forms)): Set<string> {
  return new Set(among.flatMap((name) => Object.keys(forms[name]?.fields ?? {})))
}

/** What is asked of a unit of this profile again and again. */
export function streamAsks({ stream, channels }: Profile, address?: UnitAddress): StreamAsk[] {
  if (stream === undefined) return []
  return Object.entries(stream.requests ?? {}).flatMap(
    ([request, { everyMs, answers = [], tells = [], whenAlone }]) => {
      if (everyMs === undefined || (whenAlone && address !== undefined)) return []
      const given = fieldNames(stream, [...answers, ...tells])
      const fed = Object.entries(channels).filter(([, { from }]) => 'field' in from && given.has(from.field))
      return [{ request, pollMs: everyMs, channels: fed.map(([key]) => key) }]
    },
  )
}

/** Whether units of this grammar speak only when asked. */
export const isAsked = ({ requests = {} }: StreamGrammar): boolean =>
  Object.values(requests).some(({ everyMs }) => everyMs !== undefined)

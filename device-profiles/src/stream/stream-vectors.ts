import { fromHex, toHex } from '../hex.ts'
import { toldEvents } from '../message/events.ts'
import { sendingOf } from '../message/sending.ts'
import type { Params } from '../params.ts'
import type { Profile } from '../profile.ts'
import { type ChannelValues, UnitDecoder } from '../unit-decoder.ts'
import type { Vector } from '../vector.ts'
import { difference } from '../vector-outcome.ts'
import { FrameDecoder, type StreamFrame } from './frame-decoder.ts'
import type { StreamGrammar } from './grammar.ts'
import { isFrom, requestBytes, streamAsks } from './request.ts'

const bytesOf = (given: string | { text: string } | { hex: string } | { json: unknown }): Uint8Array => {
  if (typeof given === 'string') return fromHex(given)
  if ('hex' in given) return fromHex(given.hex)
  return new TextEncoder().encode('text' in given ? given.text : JSON.stringify(given.json))
}

/** Bytes of a stream: how many frames, how much was thrown away, and what came of it. */
export function streamFault(profile: Profile, vector: Extract<Vector, { stream: unknown }>, params: Params) {
  if (!profile.stream) return 'the profile has no stream'
  const decoder = new FrameDecoder(profile.stream)
  const unit = new UnitDecoder(profile, params)
  const frames = decoder.push(bytesOf(vector.stream)).filter((frame) => !frame.error)
  if (frames.length !== vector.frames) return `gives ${frames.length} frames`
  if (decoder.discarded !== vector.discarded) return `discards ${decoder.discarded} bytes`
  const values: ChannelValues = {}
  for (const frame of frames) Object.assign(values, unit.message(frame.fields, 0))
  return difference(
    values,
    frames.flatMap((frame) => toldEvents(profile, frame.fields)),
    vector,
  )
}

/** The answer to a request: the first frame that is one of its `answers` and the unit's own, or why there is none. */
export function answerIn(
  grammar: StreamGrammar,
  request: string,
  address: string | number | undefined,
  frames: StreamFrame[],
): StreamFrame | { error: string } {
  const { answers = [], tells = [] } = grammar.requests?.[request] ?? {}
  let error = 'no-answer'
  for (const frame of frames) {
    if (frame.error) error = frame.error
    else if (!isFrom(grammar, address, frame.fields)) error = 'wrong-unit'
    else if (answers.includes(frame.form ?? '')) return frame
    else if (!tells.includes(frame.form ?? '')) error = 'unknown-frame'
  }
  return { error }
}

/** One of the requests a unit is asked, and its answer. */
export function askedFault(profile: Profile, vector: Extract<Vector, { asked: unknown }>, params: Params) {
  const { stream } = profile
  if (!stream) return 'the profile has no stream'
  const { address } = vector
  const wanted = toHex(bytesOf(vector.asked))
  const ask = streamAsks(profile, address).find(({ request }) => {
    const bytes = requestBytes(stream, request, { address })
    return !('error' in bytes) && toHex(bytes) === wanted
  })
  if (ask === undefined) return 'the poller does not make this request'
  const frames = new FrameDecoder(stream).push(bytesOf(vector.reply))
  const answer = answerIn(stream, ask.request, address, frames)
  const error = 'fields' in answer ? answer.refusal : answer.error
  if (error !== vector.error) return `gives ${error ?? 'no error'}`
  const { tells = [] } = stream.requests?.[ask.request] ?? {}
  const unit = new UnitDecoder(profile, params)
  const said = frames.filter((frame) => frame === answer || tells.includes(frame.form ?? ''))
  const values: ChannelValues = {}
  for (const { fields } of said) Object.assign(values, unit.message(fields, 0))
  return difference(
    values,
    said.flatMap(({ fields }) => toldEvents(profile, fields)),
    vector,
  )
}

/** What an order sends, and what its answer means. */
export function orderFault(profile: Profile, vector: Extract<Vector, { sends: unknown }>, params: Params) {
  const { channel, command, value, address, reply, error } = vector
  const made = sendingOf({ ...profile, verified: true }, params, { channel, command, value, address })
  if ('error' in made) return made.error
  if (toHex(made.bytes) !== toHex(bytesOf(vector.sends))) return `sends ${toHex(made.bytes)}`
  if (reply === undefined || !profile.stream) return undefined
  const answer = answerIn(profile.stream, made.as, address, new FrameDecoder(profile.stream).push(bytesOf(reply)))
  const refused = 'fields' in answer ? answer.refusal : answer.error
  return refused === error ? undefined : `the answer gives ${refused ?? 'no error'}`
}

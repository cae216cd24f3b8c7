import { commandPdu } from './commands.ts'
import { fromHex, toHex } from './hex.ts'
import { messageFields } from './message/decode.ts'
import { toldEvents } from './message/events.ts'
import { isError } from './message/message.ts'
import { sendingOf } from './message/sending.ts'
import { planBlocks } from './modbus/blocks.ts'
import { judgeReply, readPdu } from './modbus/pdu.ts'
import { explainSilence, findReply, rtuFrame } from './modbus/rtu.ts'
import { type Params, paramsOf } from './params.ts'
import type { Profile } from './profile.ts'
import { askedFault, orderFault, streamFault } from './stream/stream-vectors.ts'
import { UnitDecoder } from './unit-decoder.ts'
import type { Vector } from './vector.ts'
import { difference } from './vector-outcome.ts'

/** Vectors speak to the first unit. */
const UNIT = 1

export { fromHex, toHex }

/** What a vector says that does not hold, in words; undefined when it holds. */
export function vectorFault(profile: Profile, vector: Vector): string | undefined {
  const { params, faults } = paramsOf(profile, vector.params)
  if (faults.length > 0) return `no such parameter or value: ${faults.join(', ')}`
  if ('never' in vector) return undefined
  if ('stream' in vector) return streamFault(profile, vector, params)
  if ('message' in vector) return messageFault(profile, vector, params)
  if ('asked' in vector) return askedFault(profile, vector, params)
  if ('sends' in vector)
    return profile.stream ? orderFault(profile, vector, params) : sendFault(profile, vector, params)
  const request = fromHex(vector.request)
  if ('command' in vector) {
    const made = commandPdu({ ...profile, verified: true }, params, vector.channel, vector.command, vector.value)
    if ('error' in made) return made.error
    const frame = toHex(rtuFrame(UNIT, made.pdu))
    if (frame !== toHex(request)) return `the command gives ${frame}`
    const echo = findReply(UNIT, made.pdu, fromHex(vector.reply))
    const judged = echo ? judgeReply(made.pdu, echo.pdu) : { error: 'no-answer' }
    return 'error' in judged ? judged.error : undefined
  }
  const block = planBlocks(profile).find((each) => toHex(rtuFrame(UNIT, readPdu(each))) === toHex(request))
  if (!block) return 'the poller does not make this request'
  const pdu = readPdu(block)
  const answer = fromHex(vector.reply)
  const found = findReply(UNIT, pdu, answer)
  const judged = found ? judgeReply(pdu, found.pdu) : { error: explainSilence(UNIT, pdu, answer) }
  if ('error' in judged || vector.error) {
    const error = 'error' in judged ? judged.error : 'no error'
    return error === vector.error ? undefined : `gives ${error}`
  }
  const values = new UnitDecoder(profile, params).block(block, judged.data, 0)
  return difference(values, [], vector)
}

export const bytesOfGiven = (given: { text: string } | { hex: string } | { json: unknown }): Uint8Array => {
  if ('hex' in given) return fromHex(given.hex)
  return new TextEncoder().encode('text' in given ? given.text : JSON.stringify(given.json))
}

function messageFault(profile: Profile, vector: Extract<Vector, { message: unknown }>, params: Params) {
  const { topic, address } = vector
  const given = {
    bytes: bytesOfGiven(vector.message),
    ...(topic ? { topic } : {}),
    ...(address ? { address } : {}),
    params,
  }
  const fields = messageFields(profile, given)
  if (isError(fields)) return fields.error === vector.error ? undefined : `gives ${fields.error}`
  if (vector.error !== undefined) return 'gives no error'
  const values = new UnitDecoder(profile, params).message(fields, 0)
  return difference(values, toldEvents(profile, fields), vector)
}

function sendFault(profile: Profile, vector: Extract<Vector, { sends: unknown }>, params: Params) {
  const { channel, command, value, address, topic } = vector
  const made = sendingOf({ ...profile, verified: true }, params, { channel, command, value, address })
  if ('error' in made) return made.error
  if (topic !== made.topic) return `goes to ${made.topic}`
  return toHex(made.bytes) === toHex(bytesOfGiven(vector.sends)) ? undefined : `sends ${toHex(made.bytes)}`
}

import { loadCatalogue, UnitDecoder } from '@zaojun/device-profiles'
import { messageFields } from '@zaojun/device-profiles/message/decode'
import { planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { judgeReply, readPdu } from '@zaojun/device-profiles/modbus/pdu'
import { findReply } from '@zaojun/device-profiles/modbus/rtu'
import { paramsOf } from '@zaojun/device-profiles/params'
import { FrameDecoder } from '@zaojun/device-profiles/stream/frame-decoder'
import { bytesOfGiven, fromHex } from '@zaojun/device-profiles/vectors'
import { type HandValues, pt100ByHand, scaleByHand } from './decode/by-hand.ts'
import { climateByHand, fumeJsonByHand, fumePacketByHand, vanByHand } from './decode/messages-by-hand.ts'
import { median, printFigure } from './figure.ts'

const ROUNDS = 9
const ROUND_MS = 300

type Contest = { transport: string; profile: string; ours(): object; byHand(): HandValues }

/**
 * Readings a second from the bytes of one answer to checked values, for each transport: the profile decoder against
 * a decoder written by hand for the same map, paired round by round. Hold: ratio ≥ 0.5.
 */
export default async function decode(): Promise<void> {
  for (const contest of contests()) {
    agree(contest)
    const ours: number[] = []
    const hand: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      hand.push(rate(contest.byHand))
      ours.push(rate(contest.ours))
    }
    printFigure({
      name: `decode.${contest.transport}`,
      value: median(ours),
      unit: 'readings/s',
      baseline: median(hand),
      ratio: median(ours.map((value, round) => value / (hand[round] ?? Number.NaN))),
      note: contest.profile,
    })
  }
}

/** Both must say the same, or the contest is none. The product may know more channels than the hand asks for. */
function agree({ profile, ours, byHand }: Contest): void {
  const mine: Record<string, { value?: unknown } | undefined> = { ...ours() }
  const theirs = Object.entries(byHand())
  if (theirs.length === 0) throw new Error(`${profile}: the decoder by hand takes nothing`)
  for (const [key, { value }] of theirs)
    if (mine[key]?.value !== value) throw new Error(`${profile}: ${key} is ${mine[key]?.value}, by hand ${value}`)
}

/** Values a second; the answers are used, so that nothing is optimised away. */
function rate(work: () => object): number {
  let values = 0
  const begin = performance.now()
  const end = begin + ROUND_MS
  while (performance.now() < end) for (let n = 0; n < 200; n++) values += Object.keys(work()).length
  return (values / (performance.now() - begin)) * 1000
}

function contests(): Contest[] {
  const { profiles } = loadCatalogue()
  const unitOf = (id: string, stated = {}) => {
    const profile = profiles.get(id)
    if (profile === undefined) throw new Error(`no profile ${id}`)
    return { profile, decoder: new UnitDecoder(profile, paramsOf(profile, stated).params) }
  }
  const module = unitOf('pt100-8ch')
  const [block] = planBlocks(module.profile)
  if (block === undefined) throw new Error('no block')
  const request = readPdu(block)
  const answer = fromHex('01 04 10 02 F3 80 00 FF 33 80 01 00 00 00 01 0F A0 FF FF 74 27')
  const scale = unitOf('yaohua-xk3190-a9', { tare: 26 })
  const frames = new FrameDecoder(scale.profile.stream ?? raise('no stream'))
  const weight = fromHex('02 2B 30 30 30 33 32 36 30 31 43 03')
  let mono = 0
  /** The first message a profile is proved with, from its bytes to values. */
  const message = (
    transport: string,
    id: string,
    byHand: (bytes: Uint8Array, called: string) => HandValues,
  ): Contest => {
    const vector = unitOf(id).profile.vectors.find((each) => 'message' in each) ?? raise(`${id} has no message`)
    if (!('message' in vector)) throw new Error(id)
    const { topic, address = '', params } = vector
    const { profile, decoder } = unitOf(id, params)
    const bytes = bytesOfGiven(vector.message)
    const given = {
      bytes,
      params: paramsOf(profile, params).params,
      ...(topic === undefined ? {} : { topic }),
      address,
    }
    const ours = () => {
      const fields = messageFields(profile, given)
      return 'error' in fields ? {} : decoder.message(fields, mono++)
    }
    return { transport, profile: id, ours, byHand: () => byHand(bytes, topic ?? address) }
  }
  return [
    message('mqtt', 'aqara-wsdcgq11lm', climateByHand),
    message('http', 'zaojun-contract-fume-monitor-http', fumeJsonByHand),
    message('hj-212', 'hj212-fume-2017', fumePacketByHand),
    message('jt-808', 'jt808-2019', vanByHand),
    {
      transport: 'modbus-rtu',
      profile: 'pt100-8ch',
      ours: () => {
        const found = findReply(1, request, answer)
        const judged = found ? judgeReply(request, found.pdu) : { error: 'no-answer' }
        return 'data' in judged ? module.decoder.block(block, judged.data, mono++) : {}
      },
      byHand: () => pt100ByHand(answer),
    },
    {
      transport: 'stream',
      profile: 'yaohua-xk3190-a9',
      ours: () => {
        const [frame] = frames.push(weight)
        mono += 100
        return frame ? scale.decoder.message(frame.fields, mono) : {}
      },
      byHand: () => scaleByHand(weight, 26),
    },
  ]
}

const raise = (message: string): never => {
  throw new Error(message)
}

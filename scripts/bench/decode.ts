import { loadCatalogue, UnitDecoder } from '@zaojun/device-profiles'
import { planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { judgeReply, readPdu } from '@zaojun/device-profiles/modbus/pdu'
import { findReply } from '@zaojun/device-profiles/modbus/rtu'
import { paramsOf } from '@zaojun/device-profiles/params'
import { FrameDecoder } from '@zaojun/device-profiles/stream/frame-decoder'
import { fromHex } from '@zaojun/device-profiles/vectors'
import { type HandValues, pt100ByHand, scaleByHand } from './decode/by-hand.ts'
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
  return [
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

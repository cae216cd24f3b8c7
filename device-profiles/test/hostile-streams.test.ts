import { fromHex, loadCatalogue, type Profile } from '../src/index.ts'
import { FrameDecoder } from '../src/stream/frame-decoder.ts'
import type { StreamGrammar } from '../src/stream/grammar.ts'
import { isAsked } from '../src/stream/request.ts'
import { bytesOfGiven } from '../src/vectors.ts'
import { bearHostileInputs, type Row } from './hostile/bear.ts'

type Talking = Profile & { stream: StreamGrammar }

const ALL = [...loadCatalogue().profiles.values()].filter((profile): profile is Talking => profile.stream !== undefined)

/** The ways frames are cut out of a stream. */
const WAYS: Record<string, (grammar: StreamGrammar) => boolean> = {
  'stream: lines': ({ frame }) => frame.longest !== undefined && frame.start === undefined,
  'stream: between a start and an end': ({ frame }) => frame.longest !== undefined && frame.start !== undefined,
  'stream: of one length': ({ frame }) => frame.length !== undefined,
  'stream: length in the frame': ({ frame }) => frame.size !== undefined,
  'stream: answers to questions': isAsked,
}

const longest = ({ frame }: StreamGrammar): number => frame.length ?? frame.size?.longest ?? frame.longest ?? 0

const goodOf = ({ vectors }: Profile): Uint8Array[] =>
  vectors.flatMap((vector) => {
    if (!('stream' in vector)) return []
    return [typeof vector.stream === 'string' ? fromHex(vector.stream) : bytesOfGiven(vector.stream)]
  })

/** One decoder of each profile that is cut so, in turns; no one may hold more than its own longest frame. */
function rowOf(name: string): Row {
  const profiles = ALL.filter(({ stream }) => WAYS[name]?.(stream))
  const decoders = profiles.map(({ stream }) => ({ decoder: new FrameDecoder(stream), most: longest(stream) }))
  let turn = 0
  return {
    name: `${name} (${profiles.length} models)`,
    good: profiles.flatMap(goodOf),
    most: Math.max(...decoders.map(({ most }) => most)),
    endless: new Uint8Array(256).fill(0x39),
    feed: (bytes) => {
      const next = decoders[turn++ % decoders.length]
      if (next === undefined) throw new Error(`no model is cut so: ${name}`)
      const { decoder, most } = next
      decoder.push(bytes)
      if (decoder.held > most) throw new Error(`${decoder.held} bytes held of frames of ${most}`)
      return decoder.held
    },
  }
}

bearHostileInputs(Object.keys(WAYS).map(rowOf))

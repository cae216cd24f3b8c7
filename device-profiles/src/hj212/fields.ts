import {
  type Fields,
  KEY_FIELD,
  LATE_FIELD,
  MESSAGE_FIELD,
  type MessageCodec,
  noFields,
  SENT_FIELD,
  TIME_FIELD,
} from '../message/message.ts'
import { bad, type ChannelValue, good } from '../value.ts'
import { cpFields, splitName } from './cp.ts'
import { type FlagMeaning, meaningOf } from './data-flags.ts'
import { INTERACTION, REPORTS } from './editions.ts'
import { FrameCutter } from './frames.ts'
import { type Packet, parsePacket } from './packet.ts'
import type { Hj212Section } from './section.ts'
import { stampMs } from './time.ts'

export const CHINA = '+08:00'
/** Times and counts beside the values, which no data flag speaks of. */
const NO_VALUES = new Set(['SampleTime', 'EFlag', 'Info', 'SN'])

/**
 * The fields of one message: one packet, or the packets of a split one, one after the other. Named as they are sent,
 * after `factors`: `a34041-Rtd`, `SB1-RS`. What belongs to a time that is over stands under `period/`, with `@period`
 * (`minute`, `hour`, `day`). `@message` is the command, `@time` its `DataTime`, `@sent` its `QN`, `@late` true on what is sent
 * again and on what belongs to a time that is over.
 */
export const hj212Fields: MessageCodec<Hj212Section> = (section, { bytes, address }) => {
  const packets: Packet[] = []
  for (const { data, faults } of new FrameCutter().push(bytes)) {
    const fault = faults.find((each) => !section.bears?.includes(each))
    if (fault !== undefined) return { error: fault }
    const packet = parsePacket(data)
    if ('error' in packet) return packet
    packets.push(packet)
  }
  const [first] = packets
  if (first === undefined) return { error: 'not-a-packet' }
  if (address !== undefined && packets.some(({ mn }) => mn !== address)) return { error: 'wrong-unit' }
  if (section.systems && first.st !== INTERACTION && !section.systems.includes(first.st))
    return { error: 'wrong-system' }
  return fieldsOf(section, first, packets)
}

function fieldsOf(section: Hj212Section, first: Packet, packets: Packet[]): Fields | { error: string } {
  const report = REPORTS[first.cn]
  if (report === undefined && section.greetings?.[first.cn] === undefined) return { error: 'unknown-command' }
  const said = new Map(packets.flatMap(({ cp }) => [...cpFields(cp)]))
  const fields = noFields()
  fields[MESSAGE_FIELD] = good(first.cn)
  if (report?.period !== undefined || packets.some(({ again }) => again)) fields[LATE_FIELD] = good(true)
  const time = stampMs(said.get('DataTime') ?? '', section.zone ?? CHINA)
  if (time !== undefined) fields[TIME_FIELD] = good(time)
  const sent = stampMs(first.qn, section.zone ?? CHINA)
  if (sent !== undefined) fields[SENT_FIELD] = good(sent)
  if (report?.period !== undefined) {
    fields['@period'] = good(report.period)
    const torn = packets.length < first.pnum ? ` ${packets.map(({ pno }) => pno).join()} of ${first.pnum}` : ''
    fields[KEY_FIELD] = good(`${first.cn}${torn}`)
  }
  const flags = flagsOf(said, section)
  for (const [name, text] of said) {
    const { factor, sort } = splitName(name)
    const called = factor === '' ? sort : `${section.factors?.[factor] ?? factor}-${sort}`
    fields[report?.period === undefined ? called : `period/${called}`] = judged(text, sort, flags.get(factor))
  }
  return fields
}

function flagsOf(said: Map<string, string>, { flags }: Hj212Section): Map<string, FlagMeaning> {
  const meanings = new Map<string, FlagMeaning>()
  for (const [name, text] of said) {
    const { factor, sort } = splitName(name)
    if (sort === 'Flag' && factor !== '') meanings.set(factor, meaningOf(text, flags))
  }
  return meanings
}

function judged(text: string, sort: string, meaning: FlagMeaning | undefined): ChannelValue {
  if (sort === 'Flag' || meaning === undefined || NO_VALUES.has(sort)) return good(text)
  const reason = meaning.reason ?? 'flagged'
  if (meaning.quality === 'bad') return bad(reason)
  return meaning.quality === 'good' ? good(text) : { value: text, quality: meaning.quality, reason }
}

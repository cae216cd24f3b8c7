import type { Value } from '@zaojun/core'
import { type Fields, good, type Profile, paramsOf, UnitDecoder } from '@zaojun/device-profiles'
import { planBlocks } from '@zaojun/device-profiles/modbus/blocks'
import { judgeReply, readPdu } from '@zaojun/device-profiles/modbus/pdu'
import { FrameDecoder } from '@zaojun/device-profiles/stream/frame-decoder'
import { encodeFrame, formsSaid } from '@zaojun/device-profiles/stream/frame-encoder'
import type { StreamGrammar } from '@zaojun/device-profiles/stream/grammar'
import { createBusDriver } from '../../edge/src/drivers/index.ts'
import type { DriverCatalogue } from '../../edge/src/drivers/unit-on-bus.ts'
import { rawFields } from '../simulator/message-json.ts'
import { SimulatedUnit } from '../simulator/simulated-unit.ts'
import { Simulator } from '../simulator/simulator.ts'
import { Listener } from './listener.ts'
import { addressOf, planOf, triedOver } from './one-unit.ts'
import { holdStill, sameValue } from './plain-values.ts'

/** What did not come back as it went in. */
export type Lost = { channel: string; meant: Value; read: Value | undefined; reason?: string | undefined }

const READ_WITHIN_MS = 15_000
const FAST_POLL_MS = 100

/** A unit of the profile as the simulator makes it, standing still, without any wire. */
function unitOf(profile: Profile): { unit: SimulatedUnit; held: Record<string, Value> } {
  const transport = profile.transports[0] ?? 'modbus-rtu'
  const [bus] = planOf(profile, transport).buses
  const params = bus?.units[0]?.params ?? {}
  const given = { id: 'unit', bus: 'line', profile: profile.id, address: addressOf(profile, transport), params }
  const unit = new SimulatedUnit(given, profile, { now: () => 0, random: () => 0.5 })
  return { unit, held: holdStill(unit) }
}

/** Encodes what a simulated unit reads and decodes it again, codec against codec; what differs. */
export function pureRoundTrip(profile: Profile): Lost[] {
  const { unit, held } = unitOf(profile)
  const { params } = paramsOf(profile, unit.unit.params)
  const decoder = new UnitDecoder(profile, params)
  const read: Record<string, { value: Value; reason?: string | undefined }> = {}
  for (const block of planBlocks(profile)) {
    const judged = judgeReply(readPdu(block), unit.answer(readPdu(block)))
    if ('data' in judged) Object.assign(read, decoder.block(block, judged.data, 0))
  }
  for (const fields of saidFields(profile, unit)) Object.assign(read, decoder.message(fields, 0))
  return lost(profile, held, (channel) => read[channel])
}

/** The fields of everything a unit that is not polled by registers would say. */
function saidFields(profile: Profile, unit: SimulatedUnit): Fields[] {
  if (profile.modbus) return []
  const raw = { ...rawFields(unit), ...bitFields(profile, unit) }
  if (profile.stream) return framesOf(profile.stream, raw, decimalsOf(unit))
  return [
    Object.fromEntries(Object.entries(raw).flatMap(([key, value]) => (value === null ? [] : [[key, good(value)]]))),
  ]
}

/** Fields that several channels share, a bit each. */
function bitFields({ channels }: Profile, unit: SimulatedUnit): Record<string, number> {
  const bits: Record<string, number> = {}
  for (const [key, { from, value }] of Object.entries(channels)) {
    if (!('field' in from) || from.mask === undefined || value !== 'boolean') continue
    bits[from.field] = (bits[from.field] ?? 0) | (unit.value(key) === true ? from.mask & -from.mask : 0)
  }
  return bits
}

/** Every frame in which a unit says these values, encoded and cut out of its stream again. */
function framesOf(grammar: StreamGrammar, raw: Record<string, Value>, decimals: number): Fields[] {
  return formsSaid(grammar, raw)
    .flatMap((name) => new FrameDecoder(grammar).push(encodeFrame(grammar, raw, decimals, name)))
    .map(({ fields }) => fields)
}

function decimalsOf({ params }: SimulatedUnit): number {
  const { division } = params
  return typeof division === 'number' && division > 0 ? Math.max(0, Math.ceil(-Math.log10(division) - 1e-9)) : 0
}

function lost(
  profile: Profile,
  held: Record<string, Value>,
  readingOf: (channel: string) => { value: Value; reason?: string | undefined } | undefined,
): Lost[] {
  return Object.entries(held).flatMap(([channel, meant]) => {
    const spec = profile.channels[channel]
    const read = readingOf(channel)
    // What a scale does not say in the mode it is in was not lost on the way.
    if (spec === undefined || read?.reason === 'not-in-stream' || sameValue(spec, {}, meant, read?.value)) return []
    return [{ channel, meant, read: read?.value, reason: read?.reason }]
  })
}

/** Channels told only in answer to what a unit alone on its line is asked: the one on the wire here has an address. */
function toldAlone({ stream, channels }: Profile): Set<string> {
  const told = (alone: boolean): Set<string> => {
    const asked = Object.values(stream?.requests ?? {}).filter(({ whenAlone = false }) => whenAlone === alone)
    const forms = asked.flatMap(({ answers = [], tells = [] }) => [...answers, ...tells])
    return new Set(forms.flatMap((form) => Object.keys(stream?.forms[form]?.fields ?? {})))
  }
  const [alone, always] = [told(true), told(false)]
  const keys = Object.entries(channels).flatMap(([key, { from }]) =>
    'field' in from && alone.has(from.field) && !always.has(from.field) ? [key] : [],
  )
  return new Set(keys)
}

/** Puts one simulated unit on a wire of this machine, reads it with the real driver, and says what differs. */
export async function wireRoundTrip(
  profile: Profile,
  catalogue: DriverCatalogue,
): Promise<Lost[] | { skipped: string }> {
  const transport = triedOver(profile)
  if (transport === undefined) return { skipped: `${profile.transports.join(', ')}` }
  const plan = planOf(profile, transport)
  const [unit] = plan.buses[0]?.units ?? []
  if (unit !== undefined && profile.modbus) unit.params = { ...unit.params, 'poll-ms': FAST_POLL_MS }
  const simulator = new Simulator({ plan, catalogue, serial: false, random: () => 0.5 })
  const listener = new Listener()
  await simulator.start()
  try {
    const held = holdStill(simulator.unit('unit'))
    const { buses, units } = simulator.kitchen()
    const [bus] = buses
    if (bus === undefined) return { skipped: transport }
    const driver = createBusDriver(bus, catalogue, listener.context())
    driver.setUnits(units)
    driver.start()
    try {
      const unasked = toldAlone(profile)
      const wrong = () =>
        lost(profile, held, (channel) => listener.newest.get(channel)).filter(({ channel }) => !unasked.has(channel))
      await listener.until(() => wrong().length === 0, READ_WITHIN_MS)
      return wrong()
    } finally {
      await driver.stop()
    }
  } finally {
    await simulator.stop()
  }
}

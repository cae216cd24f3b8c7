import { CommandResult, Id, Quality } from '@zaojun/core'
import Type, { type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Scalar } from '../words.ts'

/**
 * The reference contract's messages, version 1: what a unit without a protocol of its own says over MQTT and HTTP, and
 * hears over MQTT. All are JSON objects in UTF-8. Members that stand here nowhere are allowed and ignored, so that a
 * unit may say more than a box understands; a change that an older box would misread gets a new version.
 */
export const CONTRACT_VERSION = 1

/** MQTT topics of a unit. `{address}` is what the unit is called on its bus, the user name it logs in with. */
export const CONTRACT_TOPICS = {
  readings: 'zaojun/{address}/readings',
  events: 'zaojun/{address}/events',
  /** Retained text, one of `CONTRACT_ONLINE`; the unit leaves `offline` as its will. */
  online: 'zaojun/{address}/online',
  orders: 'zaojun/{address}/orders',
  results: 'zaojun/{address}/order-results',
} as const
export const CONTRACT_ONLINE = { yes: 'online', no: 'offline' } as const

/** A unit's clock may be off by this much before its box says so, in ms. */
export const CONTRACT_CLOCK_ERROR_MS = 60_000

const Version = Type.Literal(CONTRACT_VERSION, { description: 'Version of the contract' })
const Time = Type.String({
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$',
  maxLength: 40,
  description: 'ISO 8601 with its zone, by the unit’s own clock. Left out by a unit without a clock',
})
const Seq = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Counts the unit’s messages. The same number with the same time is the same message, sent again',
})
const ReasonText = Type.String({ pattern: '^[a-z0-9-]{1,64}$', description: 'Why, as a short code' })
const OwnId = Type.String({
  pattern: '^[A-Za-z0-9._:-]{1,64}$',
  description: 'Unlike any other of this unit; the same again when the same is sent again',
})
const Words = Type.String({ maxLength: 1024 })
const Plain = Type.Union([Type.Number(), Type.Boolean(), Words])

/** A point as the unit says it: alone where it is good, else with its quality. Where it was measured is not said. */
export const ContractPoint = Type.Union([
  Plain,
  Type.Object({
    value: Type.Union([Plain, Type.Null()], { description: 'null where the unit has no value; never an old one' }),
    quality: Type.Optional(Quality),
    reason: Type.Optional(ReasonText),
  }),
])

const Points = Type.Record(Id, ContractPoint, {
  maxProperties: 128,
  description: 'Point of the kind → its value, in the kind’s unit of measure',
})

/** What a unit measures now. A point that is left out is unchanged, not unknown. */
export const ContractReadings = Type.Object({
  v: Version,
  time: Type.Optional(Time),
  seq: Type.Optional(Seq),
  late: Type.Optional(
    Type.Boolean({ description: 'True: kept while the box was away and told now. Such values are never the newest' }),
  ),
  points: Points,
})
export type ContractReadings = Static<typeof ContractReadings>

/** Something that happened, sent until it is acknowledged. `points` may come with it. */
export const ContractEvent = Type.Object({
  v: Version,
  id: OwnId,
  event: Id,
  time: Type.Optional(Time),
  seq: Type.Optional(Seq),
  fields: Type.Record(Id, Scalar, { maxProperties: 64, description: 'Field of the kind’s event → its value' }),
  points: Type.Optional(Points),
})
export type ContractEvent = Static<typeof ContractEvent>

/** An order from the box. After `expires` it must not be carried out. The same id is the same order. */
export const ContractOrder = Type.Object({
  v: Version,
  id: OwnId,
  command: Id,
  value: Type.Optional(Plain),
  expires: Time,
})
export type ContractOrder = Static<typeof ContractOrder>

/** What became of an order: `accepted` at once, then `confirmed` when the thing is so, or why not. */
export const ContractOrderResult = Type.Object({
  v: Version,
  id: OwnId,
  result: CommandResult,
  reason: Type.Optional(ReasonText),
})
export type ContractOrderResult = Static<typeof ContractOrderResult>

const isOrder = Compile(ContractOrder)
const isOrderResult = Compile(ContractOrderResult)

/** An order out of the bytes of a message; undefined for everything else. */
export const readOrder = (bytes: Uint8Array): ContractOrder | undefined => {
  const parsed = parsedJson(bytes)
  return isOrder.Check(parsed) ? parsed : undefined
}

/** The answer to an order out of the bytes of a message; undefined for everything else. */
export const readOrderResult = (bytes: Uint8Array): ContractOrderResult | undefined => {
  const parsed = parsedJson(bytes)
  return isOrderResult.Check(parsed) ? parsed : undefined
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** JSON Schemas of the contract by file name, for those who build a unit. */
export const CONTRACT_SCHEMAS: Record<string, TSchema> = {
  'contract-readings': ContractReadings,
  'contract-event': ContractEvent,
  'contract-order': ContractOrder,
  'contract-order-result': ContractOrderResult,
}

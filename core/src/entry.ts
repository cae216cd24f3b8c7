import Type, { type Static } from 'typebox'
import { AlarmEntry } from './alarm.ts'
import { Registry } from './registry.ts'
import { Clock, CommandResult, Id, Origin, Quality, Sha256Hex, Value } from './words.ts'

const closed = { additionalProperties: false }

/** A commitment that stands in place of a personal value (design 6). */
export const Committed = Type.Object({ commitment: Sha256Hex }, closed)
export type Committed = Static<typeof Committed>

const Json = Type.Record(Type.String(), Type.Unknown())

/**
 * One point's value at a time. `quality` other than `good` says why in `reason`
 * (a stable code such as `no-answer`, `checksum`, `sentinel`, `out-of-range`).
 */
export const Reading = Type.Object(
  {
    type: Type.Literal('reading'),
    device: Id,
    point: Id,
    value: Value,
    quality: Quality,
    origin: Origin,
    reason: Type.Optional(Type.String({ maxLength: 64 })),
    /** The device's own time, ms, when it gave one. */
    deviceTime: Type.Optional(Type.Integer()),
    /**
     * The device kept it and told it later, as after a loss of coverage: it was so at `deviceTime`, which then must be
     * there. It stands at that time in its series and is never the newest.
     */
    late: Type.Optional(Type.Literal(true)),
    /** The calibration its value was corrected with; absent where there is none. */
    calibration: Type.Optional(Id),
  },
  closed,
)
export type Reading = Static<typeof Reading>

/**
 * Something that happened: `device-offline`, `clock-set`, `flows-deployed`, … or what a device told of at once
 * (`person-checked`). Personal fields of `data` are `Committed`; `attachments` are SHA-256 digests.
 */
export const Event = Type.Object(
  {
    type: Type.Literal('event'),
    event: Id,
    device: Type.Optional(Id),
    origin: Type.Optional(Origin),
    data: Json,
    /** The device's own time, ms, when it gave one. */
    deviceTime: Type.Optional(Type.Integer()),
    attachments: Type.Optional(Type.Array(Sha256Hex, { maxItems: 16 })),
  },
  closed,
)
export type Event = Static<typeof Event>

/** What a person entered and signed. Personal fields are `Committed`; `attachments` are SHA-256 digests. */
export const RecordEntry = Type.Object(
  {
    type: Type.Literal('record'),
    form: Id,
    device: Type.Optional(Id),
    /** Pseudonymous id of the person. */
    by: Id,
    origin: Origin,
    data: Json,
    attachments: Type.Array(Sha256Hex, { maxItems: 16 }),
  },
  closed,
)
export type RecordEntry = Static<typeof RecordEntry>

/** An order to a device; written once when given and once when decided, joined by `id`. */
export const CommandEntry = Type.Object(
  {
    type: Type.Literal('command'),
    id: Type.String({ maxLength: 64 }),
    device: Id,
    command: Id,
    value: Type.Optional(Value),
    by: Id,
    result: CommandResult,
    reason: Type.Optional(Type.String({ maxLength: 200 })),
  },
  closed,
)
export type CommandEntry = Static<typeof CommandEntry>

/** What is missing and why: seqs or a time span that were never written, or were given up. */
export const Gap = Type.Object(
  {
    type: Type.Literal('gap'),
    reason: Id,
    from: Type.Optional(Type.Integer()),
    to: Type.Optional(Type.Integer()),
    data: Json,
  },
  closed,
)
export type Gap = Static<typeof Gap>

/** The registry as it stands from here on. */
export const RegistryEntry = Type.Object({ type: Type.Literal('registry'), registry: Registry }, closed)
export type RegistryEntry = Static<typeof RegistryEntry>

/** What a part of the box hands to the ledger; the ledger adds `Stamp` at commit. */
export const EntryBody = Type.Union([Reading, Event, RecordEntry, CommandEntry, AlarmEntry, Gap, RegistryEntry])
export type EntryBody = Static<typeof EntryBody>

/**
 * Where an entry stands. `era` numbers a stretch of one boot over which wall − monotonic is one constant;
 * `mono` is ms since that boot; `wall` is UTC ms, null while no clock was known ("time unknown").
 */
export const Stamp = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    era: Type.Integer({ minimum: 1 }),
    mono: Type.Integer({ minimum: 0 }),
    wall: Type.Union([Type.Integer(), Type.Null()]),
    clock: Clock,
  },
  closed,
)
export type Stamp = Static<typeof Stamp>

export type Entry = Stamp & EntryBody

/** A stretch of one boot with one wall − monotonic offset (ms); null: time unknown. */
export const Era = Type.Object(
  {
    era: Type.Integer({ minimum: 1 }),
    boot: Type.String({ pattern: '^[0-9a-f]{16}$' }),
    offset: Type.Union([Type.Integer(), Type.Null()]),
    clock: Clock,
  },
  closed,
)
export type Era = Static<typeof Era>

import Type, { type Static } from 'typebox'
import { Calibration } from './calibration.ts'
import { Bilingual, Id, type Origin } from './words.ts'

const closed = { additionalProperties: false }

export const TRANSPORTS = [
  'modbus-rtu',
  'modbus-tcp',
  'modbus-rtu-over-tcp',
  'stream-serial',
  'stream-tcp',
  'mqtt',
  'http',
  'hj-212',
  'jt-808',
  'keyboard',
] as const
export type Transport = (typeof TRANSPORTS)[number]

/** Transports whose units come to the box: the bus listens at `port`, and `host` is the address it listens on. */
export const LISTENING: readonly Transport[] = ['http', 'hj-212', 'jt-808']

const PemFile = Type.String({ minLength: 1, maxLength: 256 })

/**
 * A connection to an outside broker over TLS (`mqtts`). Files are paths on the box, in PEM, and what stands in them never
 * leaves it. Without `caFile` the public authorities are believed; `certFile` and `keyFile` are the box's own certificate
 * where the broker asks for one; `serverName` is what the broker's certificate says where that is not `host`.
 */
export const Tls = Type.Object(
  {
    caFile: Type.Optional(PemFile),
    certFile: Type.Optional(PemFile),
    keyFile: Type.Optional(PemFile),
    serverName: Type.Optional(Type.String({ minLength: 1, maxLength: 253 })),
  },
  closed,
)
export type Tls = Static<typeof Tls>

/**
 * A line or connection that units hang on. Serial and keyboard: `path` (stable, /dev/serial/by-id/… or
 * /dev/input/by-id/…), serial with line settings. TCP: `host` and `port` of the other side. MQTT with a `host` is an
 * outside broker, with `tls` one reached over TLS; without a `host` the bus is a broker of the box's own at `port`. Listening transports: see `LISTENING`.
 * Passwords are no part of a bus: they stand in the box's secret store.
 */
export const Bus = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    transport: Type.Enum(TRANSPORTS),
    path: Type.Optional(Type.String({ maxLength: 256 })),
    host: Type.Optional(Type.String({ maxLength: 256 })),
    port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
    baudRate: Type.Optional(Type.Integer({ minimum: 300, maximum: 921600 })),
    dataBits: Type.Optional(Type.Union([Type.Literal(7), Type.Literal(8)])),
    parity: Type.Optional(Type.Enum(['none', 'even', 'odd'] as const)),
    stopBits: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
    tls: Type.Optional(Tls),
    /** A simulated kitchen is at the other end: every reading from here carries origin `simulated`. */
    simulated: Type.Optional(Type.Boolean()),
  },
  closed,
)
export type Bus = Static<typeof Bus>

/**
 * What a unit is called on its bus. A number is the Modbus unit id or the two digits of a scale; text is a meter
 * number, an MN of HJ 212, the SIM number of a vehicle, a MAC, a serial number, a Zigbee name. A lone stream has none.
 */
export const Address = Type.Union([
  Type.Integer({ minimum: 1, maximum: 247 }),
  Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$' }),
])
export type Address = Static<typeof Address>

/** A physical thing at an address on a bus. */
export const Unit = Type.Object(
  {
    id: Id,
    bus: Id,
    profile: Id,
    address: Type.Optional(Address),
    serialNumber: Type.Optional(Type.String({ maxLength: 80 })),
    params: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Number(), Type.Boolean(), Type.String()]))),
    /** Wall ms since when this thing hangs here, where that is known. */
    since: Type.Optional(Type.Integer()),
  },
  closed,
)
export type Unit = Static<typeof Unit>

/** A unit that was replaced: it stays on record, with its serial number and calibrations. */
export const FormerUnit = Type.Object(
  {
    ...Unit.properties,
    /** Wall ms of the replacement; null where the box did not know the time. */
    until: Type.Union([Type.Integer(), Type.Null()]),
    replacedBy: Id,
  },
  closed,
)
export type FormerUnit = Static<typeof FormerUnit>

/** Which channel of which unit feeds a point. */
export const Binding = Type.Object({ unit: Id, channel: Type.String({ minLength: 1, maxLength: 64 }) }, closed)
export type Binding = Static<typeof Binding>

/**
 * `active`: proposed by a node or configured · `no-node`: its node is gone, it keeps recording ·
 * `retired`: someone retired it, history stays.
 */
export const DEVICE_STATES = ['active', 'no-node', 'retired'] as const

/** What rules ask of a device or a site beyond its kind: `{ area: 'frozen' }`, `{ city: 'beijing' }`. */
export const Labels = Type.Record(Id, Id)
export type Labels = Static<typeof Labels>

/** A position in a zone. `points` is keyed by the kind's point keys. */
export const Device = Type.Object(
  {
    id: Id,
    kind: Id,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    zone: Id,
    points: Type.Record(Type.String(), Binding),
    state: Type.Enum(DEVICE_STATES),
    /** Those of its kind's labels that differ from the default. */
    labels: Type.Optional(Labels),
  },
  closed,
)
export type Device = Static<typeof Device>

export const Zone = Type.Object({ id: Id, clause: Type.String(), name: Bilingual }, closed)
export type Zone = Static<typeof Zone>

/** The one source of truth of a box. `revision` grows by one with each change. */
export const Registry = Type.Object(
  {
    revision: Type.Integer({ minimum: 0 }),
    site: Type.Object(
      {
        name: Type.String({ maxLength: 80 }),
        timeZone: Type.String({ maxLength: 64 }),
        /** Whose rules hold here; `cn` where nothing is said. */
        jurisdiction: Type.Optional(Id),
        /** Its city, its size, …: what the scope of a rule asks. */
        labels: Type.Optional(Labels),
      },
      closed,
    ),
    zones: Type.Array(Zone),
    buses: Type.Array(Bus),
    units: Type.Array(Unit),
    devices: Type.Array(Device),
    /** Units that were replaced, oldest first. */
    formerUnits: Type.Optional(Type.Array(FormerUnit)),
    /** Every calibration ever made here, oldest first; none is ever altered or removed. */
    calibrations: Type.Optional(Type.Array(Calibration)),
  },
  closed,
)
export type Registry = Static<typeof Registry>

/**
 * What one palette node (or an API caller) proposes: the device, and either explicit `points`, or a unit
 * (with `position` 1…n on a multi-channel unit) from which the profile's default binding follows.
 */
export const DeviceProposal = Type.Object(
  {
    id: Id,
    kind: Id,
    name: Type.String({ minLength: 1, maxLength: 80 }),
    zone: Id,
    unit: Type.Optional(Id),
    position: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
    points: Type.Optional(Type.Record(Type.String(), Binding)),
    labels: Type.Optional(Labels),
    /** The editor's node id: tells a copy from the original. */
    node: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
)
export type DeviceProposal = Static<typeof DeviceProposal>

/** The whole node set of one started flow revision; applied atomically (design 3). */
export const Snapshot = Type.Object(
  {
    revision: Type.String({ minLength: 1, maxLength: 128 }),
    /** Grows with each deploy of this Node-RED; an older one changes nothing. */
    generation: Type.Integer({ minimum: 0 }),
    buses: Type.Array(Bus),
    units: Type.Array(Unit),
    devices: Type.Array(DeviceProposal),
  },
  closed,
)
export type Snapshot = Static<typeof Snapshot>

/** The origin a unit's readings carry. */
export const originOf = (bus: Bus): Origin => (bus.simulated ? 'simulated' : 'measured')

import { Address, Bilingual, Bus, defineErrors, Id, Quality, Value } from '@zaojun/core'
import Type, { type Static } from 'typebox'

export const fail = defineErrors({
  SCAN_RUNNING: { status: 409, zh: '已有一次扫描在进行', en: 'a scan is already running' },
  SCAN_UNKNOWN: { status: 404, zh: '没有这次扫描：{name}', en: 'there is no scan {name}' },
  SCAN_TARGET: {
    status: 400,
    zh: '扫描要指明一条总线，或一个串口、主机和端口：{name}',
    en: 'a scan needs a bus, or a serial port, or a host and port: {name}',
  },
  SCAN_BUS: { status: 409, zh: '这条总线不能扫描：{name}', en: 'this bus cannot be scanned: {name}' },
  SCAN_PORT_IN_USE: {
    status: 409,
    zh: '这个口正由总线 {name} 使用；请扫描那条总线',
    en: 'bus {name} uses this port; scan that bus',
  },
  SCAN_NEEDS_PAUSE: {
    status: 409,
    zh: '换波特率或校验扫描要先暂停总线 {name}',
    en: 'scanning other line settings needs bus {name} to be paused',
  },
  SCAN_LINE: { status: 502, zh: '线路打不开：{name}', en: 'the line cannot be opened: {name}' },
})

const closed = { additionalProperties: false }
export const SCANNED = ['modbus-rtu', 'modbus-tcp', 'modbus-rtu-over-tcp'] as const
export type ScannedTransport = (typeof SCANNED)[number]
const Parity = Type.Enum(['none', 'even', 'odd'] as const)

/**
 * What to scan: a bus of the registry in its pauses, or a line that is no bus yet. `baudRates` and `parities` are tried
 * one after the other; on a bus they need `pause`, and it resumes by itself. Only reads go out.
 */
export const ScanRequest = Type.Object(
  {
    bus: Type.Optional(Id),
    line: Type.Optional(
      Type.Object(
        {
          transport: Type.Enum(SCANNED),
          path: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
          host: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
          port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65535 })),
        },
        closed,
      ),
    ),
    from: Type.Integer({ minimum: 1, maximum: 247, default: 1 }),
    to: Type.Integer({ minimum: 1, maximum: 247, default: 32 }),
    baudRates: Type.Optional(Type.Array(Type.Integer({ minimum: 300, maximum: 921600 }), { maxItems: 12 })),
    parities: Type.Optional(Type.Array(Parity, { maxItems: 3 })),
    pause: Type.Optional(Type.Boolean()),
    /** Kinds of device to look for; all when left out. */
    kinds: Type.Optional(Type.Array(Id, { maxItems: 64 })),
    /** Asks for every place a profile begins at, not only the usual ones: finds units that keep silent elsewhere. */
    thorough: Type.Optional(Type.Boolean()),
    withinMs: Type.Optional(Type.Integer({ minimum: 30, maximum: 3000 })),
  },
  closed,
)
export type ScanRequest = Static<typeof ScanRequest>

export const LineSettings = Type.Pick(Bus, ['baudRate', 'dataBits', 'parity', 'stopBits'])
export type LineSettings = Static<typeof LineSettings>

/** A profile that fits what was read, and what each channel would read by it. `score`: higher fits better. */
export const Suggestion = Type.Object({
  profile: Id,
  name: Bilingual,
  kinds: Type.Array(Id),
  positions: Type.Integer(),
  verified: Type.Boolean(),
  score: Type.Number(),
  good: Type.Integer({ description: 'Channels with a good value' }),
  channels: Type.Integer(),
  reads: Type.Integer({ description: 'Reads of the profile that were answered' }),
  readsAsked: Type.Integer(),
  values: Type.Record(
    Type.String(),
    Type.Object({
      name: Bilingual,
      unit: Type.Optional(Type.String({ description: 'UCUM' })),
      value: Value,
      quality: Quality,
      reason: Type.Optional(Type.String()),
    }),
  ),
})
export type Suggestion = Static<typeof Suggestion>

/** An address that answered. `trouble`: what came could not be read (two units on one address, wrong settings). */
export const Found = Type.Object({
  address: Address,
  line: LineSettings,
  trouble: Type.Optional(Type.String()),
  answers: Type.Array(Type.Object({ sent: Type.String(), got: Type.String(), error: Type.Optional(Type.String()) })),
  suggestions: Type.Array(Suggestion),
})
export type Found = Static<typeof Found>

export const SCAN_STATES = ['running', 'done', 'cancelled', 'failed'] as const
export const Scan = Type.Object({
  id: Type.String(),
  state: Type.Enum(SCAN_STATES),
  request: ScanRequest,
  /** What is scanned, as it would be registered. */
  bus: Type.Partial(Bus),
  done: Type.Integer({ description: 'Addresses asked, over all settings' }),
  total: Type.Integer(),
  now: Type.Optional(Type.Object({ address: Type.Integer(), line: LineSettings, profile: Type.Optional(Id) })),
  /** Addresses on the bus that are units already: they were not asked. */
  known: Type.Array(Type.Object({ unit: Id, address: Address })),
  found: Type.Array(Found),
  error: Type.Optional(Type.Object({ code: Type.String(), message: Type.String(), zh: Type.Optional(Type.String()) })),
})
export type Scan = Static<typeof Scan>

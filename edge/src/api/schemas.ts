import {
  AlarmEntry,
  AlarmState,
  Bilingual,
  Binding,
  Bus,
  CAUSES,
  Clock,
  Device,
  Id,
  Origin,
  Quality,
  Registry,
  Severity,
  SOUNDING_AT_MOST,
  Unit,
  Value,
  Zone,
} from '@zaojun/core'
import { Kind, Param } from '@zaojun/device-profiles'
import Type from 'typebox'
import { Checked, Mode, ModeDecision, ProofTest, Trip } from '../interlocks/memory.ts'
import { LineSettings } from '../setup/scan/shapes.ts'
import { SetupWarning } from '../setup/warnings.ts'

/** The shapes of the box's API that no other part owns. Times: wall ms UTC, or null where no clock is known. */
export const WallMs = Type.Union([Type.Integer(), Type.Null()])

export const ErrorAnswer = Type.Object(
  {
    code: Type.String(),
    message: Type.String(),
    zh: Type.Optional(Type.String({ description: 'The message in Chinese' })),
    place: Type.Optional(Type.String()),
  },
  { $id: 'ErrorAnswer' },
)

export const LatestReading = Type.Object({
  device: Id,
  point: Id,
  value: Value,
  quality: Quality,
  origin: Origin,
  reason: Type.Optional(Type.String()),
  calibration: Type.Optional(Id),
  seq: Type.Union([Type.Integer(), Type.Null()], { description: 'Last recorded entry of this point' }),
  at: WallMs,
  age: Type.Integer({ description: 'ms since it arrived, by the monotonic clock, when this was answered' }),
})

export const Health = Type.Object({
  device: Id,
  health: Type.Enum(['connecting', 'online', 'stale', 'offline', 'error'] as const),
  since: Type.Integer(),
  attempt: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String()),
  notes: Type.Optional(Type.Array(Type.String(), { description: '`calibration-overdue`, `safety-output-shares-bus`' })),
})

export const UplinkStatus = Type.Object({
  state: Type.Enum(['not-enrolled', 'connecting', 'online', 'offline'] as const),
  url: Type.Optional(Type.String()),
  site: Type.Optional(Id),
  damagedFile: Type.Optional(
    Type.String({ description: 'The box was enrolled, and the file of that was damaged: the name it is kept under' }),
  ),
  keyFault: Type.Optional(
    Type.String({ description: 'Why the box can sign nothing, so that nothing is sealed or sent: the code' }),
  ),
  since: WallMs,
  lastAcknowledgedAt: WallMs,
  newestBatch: Type.Integer(),
  oldestPending: Type.Optional(Type.Integer()),
  pendingBatches: Type.Integer(),
  pendingReadings: Type.Integer(),
  gaps: Type.Integer(),
  quarantined: Type.Integer(),
  watched: Type.Boolean(),
  log: Type.Object({
    origin: Type.Union([Type.String(), Type.Null()], { description: 'The log as this box verified it last' }),
    size: Type.Integer(),
    checkedAt: WallMs,
    unproven: Type.Integer({ description: 'Acknowledged batches not yet shown to stand in the log' }),
    provenBatch: Type.Union([Type.Integer(), Type.Null()]),
    witnesses: Type.Array(Type.Object({ name: Type.String(), seconds: Type.Integer() })),
    fault: Type.Union([Type.String(), Type.Null()], { description: 'How the log breaks its word' }),
    witness: Type.Union([
      Type.Object({ key: Type.String(), cosignedAt: WallMs, fault: Type.Union([Type.String(), Type.Null()]) }),
      Type.Null(),
    ]),
  }),
  reason: Type.Optional(Type.String()),
})

/** An alarm as it stands. */
export const AlarmRow = Type.Object({
  ...Type.Omit(AlarmEntry, ['type', 'step', 'state', 'by', 'reason']).properties,
  state: AlarmState,
})

/** Alarms that probably have one cause. `lead` stands for all: the banner says its device and `count`. */
export const AlarmGroupRow = Type.Object({
  key: Type.String({ description: '`cause:about`' }),
  cause: Type.Enum(CAUSES, {
    description:
      '`bus`: devices of it fell silent · `zone`: several of one kind in a room, or all of it in a flood · `device` · `rule`: about no device',
  }),
  about: Type.String({ description: 'The id of that bus, zone, device or rule' }),
  lead: Type.String({ description: 'Id of its gravest alarm, the oldest among equals' }),
  severity: Severity,
  alarms: Type.Array(Type.String(), { description: 'Ids, gravest first' }),
  count: Type.Integer({ minimum: 1 }),
  unacknowledged: Type.Integer({ minimum: 0 }),
  sounding: Type.Boolean({ description: `At most ${SOUNDING_AT_MOST} sound at a time, the gravest first` }),
})

/** What stands, grouped by cause, and whether more comes than people can follow. Alarms out of sight are in no group. */
export const AlarmOverviewRow = Type.Object({
  groups: Type.Array(AlarmGroupRow),
  counted: Type.Integer({ minimum: 0, description: 'Waiting alarms in groups that do not sound' }),
  flood: Type.Object({
    active: Type.Boolean({ description: 'More than ten in ten minutes, until fewer than five are (ISA-18.2)' }),
    since: WallMs,
    raised: Type.Integer({ minimum: 0, description: 'In the last ten minutes' }),
  }),
  chattering: Type.Array(Type.String(), {
    description: 'Ids of alarms that come and go: each clears only after a steady minute',
  }),
})

const Count = Type.Integer({ minimum: 0 })
const Share = Type.Number({ minimum: 0, maximum: 1 })
const MsOrNull = Type.Union([Type.Number(), Type.Null()])
const AlarmPlaceRow = {
  rule: Id,
  title: Type.Optional(Bilingual),
  device: Type.Optional(Id),
  form: Type.Optional(Id),
  subject: Type.Optional(Type.String()),
}

/** How well people are served by the alarms, against `limits`: what ISA-18.2 and EEMUA 191 say one person can follow. */
export const AlarmFiguresRow = Type.Object({
  from: Type.Integer(),
  to: Type.Integer(),
  raised: Type.Integer({
    minimum: 0,
    description: 'How often people were called; advice and the suppressed is not counted',
  }),
  rate: Type.Object({
    perDay: Type.Number(),
    perTenMinutes: Type.Number(),
    peak: Type.Object({ raised: Count, from: WallMs }, { description: 'The worst ten minutes' }),
  }),
  flood: Type.Object({
    spans: Type.Integer({ minimum: 0, description: 'Ten minutes with more than ten alarms' }),
    share: Type.Number({ description: 'Of the time' }),
  }),
  standing: Count,
  shelved: Count,
  outOfService: Count,
  stale: Type.Array(Type.Object({ id: Type.String(), raisedAt: WallMs, ...AlarmPlaceRow }), {
    description: 'They hold for more than a day',
  }),
  chattering: Type.Array(Type.Object({ ...AlarmPlaceRow, most: Count }), {
    description: 'Raised three times or more in a minute; `most` in one',
  }),
  frequent: Type.Array(Type.Object({ ...AlarmPlaceRow, raised: Count, share: Share }), {
    description: 'The ten that called people most often',
  }),
  frequentShare: Share,
  severities: Type.Array(
    Type.Object({
      severity: Severity,
      raised: Count,
      share: Share,
      standing: Count,
      acknowledged: Count,
      withinLimit: Type.Integer({ minimum: 0, description: 'Acknowledged within `limitMs`' }),
      overdue: Type.Integer({ minimum: 0, description: 'Waiting now for longer than that' }),
      limitMs: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where nobody need answer' }),
      responseMs: Type.Object({ p50: MsOrNull, p95: MsOrNull }),
    }),
    { description: 'Worst first' },
  ),
  limits: Type.Object({
    perDay: Type.Number(),
    perTenMinutes: Type.Number(),
    peak: Type.Number(),
    floodShare: Type.Number(),
    frequentShare: Type.Number(),
    stale: Type.Number(),
    chattering: Type.Number(),
  }),
  complete: Type.Boolean({ description: 'False where there were more steps than are counted' }),
})

/** An interlock at work in one place. `orderable`: the model behind the target takes the order. */
export const InterlockRow = Type.Object({
  key: Type.String(),
  interlock: Id,
  title: Bilingual,
  description: Bilingual,
  zone: Id,
  latching: Type.Boolean(),
  optional: Type.Boolean(),
  mode: Mode,
  decision: Type.Optional(ModeDecision),
  state: Type.Enum(['ready', 'counting', 'held', 'tripped'] as const),
  remaining: Type.Optional(Type.Number({ description: 's until the countdown or the hold ends' })),
  trip: Type.Optional(Trip),
  causes: Type.Array(Type.Object({ device: Id, point: Type.String() })),
  targets: Type.Array(
    Type.Object({
      device: Id,
      command: Id,
      orderable: Type.Boolean(),
      shown: Type.Boolean(),
      attempts: Type.Integer(),
      result: Type.Optional(Type.Enum(['accepted', 'confirmed', 'refused', 'timed-out'] as const)),
      reason: Type.Optional(Type.String()),
    }),
  ),
  proofTest: Type.Optional(ProofTest),
  checks: Type.Array(
    Type.Object({
      id: Id,
      title: Bilingual,
      proof: Type.Boolean({ description: 'Ticked once a proof test showed every target' }),
      done: Type.Optional(Type.Pick(Checked, ['by', 'at'])),
    }),
    { description: 'The commissioning checklist; a tick counts for the devices it was made with' },
  ),
})

/** What people are told of a rule beside its alarm. */
export const RuleFace = Type.Object({
  title: Bilingual,
  advice: Type.Optional(Bilingual),
  unit: Type.Optional(Type.String()),
  document: Type.String(),
})

/** The last thing a device told of; personal fields are not among its data. */
export const LastEvent = Type.Object({
  device: Id,
  event: Id,
  data: Type.Record(Type.String(), Value),
  seq: Type.Integer(),
  at: WallMs,
})

export const Home = Type.Object({
  box: Id,
  site: Type.Object({ name: Type.String(), timeZone: Type.String() }),
  now: WallMs,
  clock: Clock,
  zones: Type.Array(Zone),
  kinds: Type.Record(Type.String(), Kind),
  devices: Type.Array(Device),
  latest: Type.Array(LatestReading),
  events: Type.Array(LastEvent),
  uplink: UplinkStatus,
  health: Type.Record(Type.String(), Health),
  ledgerFull: Type.Boolean(),
  alarms: Type.Array(AlarmRow),
  interlocks: Type.Array(InterlockRow),
  rules: Type.Record(Type.String(), RuleFace, { description: 'Of the rules in force: what they are called' }),
})

export const Series = Type.Object({
  t: Type.Array(Type.Integer()),
  v: Type.Array(Value),
  q: Type.Array(Quality),
  truncated: Type.Boolean({ description: 'Thinned to the extremes of each stretch' }),
})

/** An entry as it stands in the ledger; what follows the stamp depends on `type` (see core/src/entry.ts). */
export const LedgerEntry = Type.Object(
  {
    seq: Type.Integer(),
    era: Type.Integer(),
    mono: Type.Integer(),
    wall: WallMs,
    clock: Clock,
    type: Type.Enum(['reading', 'event', 'record', 'command', 'alarm', 'gap', 'registry'] as const),
  },
  { additionalProperties: true },
)

export const CatalogueAnswer = Type.Object({
  kinds: Type.Array(Kind),
  profiles: Type.Array(
    Type.Object({
      id: Id,
      name: Bilingual,
      kinds: Type.Array(Id),
      transports: Type.Array(Type.String()),
      positions: Type.Integer(),
      maker: Type.Optional(Type.String()),
      models: Type.Optional(Type.Array(Type.String())),
      verified: Type.Optional(Type.Boolean()),
      line: Type.Optional(LineSettings),
      params: Type.Optional(Type.Record(Type.String(), Param)),
    }),
  ),
  zones: Type.Array(Zone),
})

export const CommandStep = Type.Object({
  id: Type.String(),
  result: Type.Enum(['accepted', 'confirmed', 'refused', 'timed-out'] as const),
  reason: Type.Optional(Type.String()),
})

export const UnitRow = Type.Object({
  ...Unit.properties,
  health: Type.Enum(['connecting', 'online', 'offline', 'error'] as const),
  polls: Type.Integer(),
  answers: Type.Integer(),
  reason: Type.Optional(Type.String()),
  warnings: Type.Optional(Type.Array(SetupWarning)),
})

/** A channel of a unit as it reads now; `read` is the value before any correction. */
export const ChannelRow = Type.Object({
  channel: Type.String(),
  name: Bilingual,
  kind: Type.Enum(['number', 'boolean', 'text'] as const),
  unit: Type.Optional(Type.String({ description: 'UCUM' })),
  derived: Type.Optional(Type.Boolean({ description: 'Worked out from other channels' })),
  value: Value,
  quality: Quality,
  reason: Type.Optional(Type.String()),
  age: Type.Optional(Type.Integer({ description: 'ms' })),
  read: Type.Optional(Type.Number()),
  calibration: Type.Optional(Id),
  points: Type.Array(Type.Object({ device: Id, point: Id })),
})

export const Trace = Type.Object({
  lines: Type.Array(
    Type.Object({
      at: Type.Integer(),
      direction: Type.Enum(['tx', 'rx'] as const),
      hex: Type.String(),
      decoded: Type.Optional(Type.Record(Type.String(), Value)),
      note: Type.Optional(Type.String()),
    }),
  ),
})

export const BusRow = Type.Object({
  bus: Id,
  connected: Type.Boolean(),
  transactions: Type.Integer(),
  errors: Type.Record(Type.String(), Type.Integer()),
  strangers: Type.Optional(Type.Array(Type.Object({ address: Type.String(), at: Type.Integer() }))),
  units: Type.Array(Type.Object({ unit: Id }, { additionalProperties: true })),
})

/** The registry, and what should be mended in it. */
export const RegistryAnswer = Type.Object(
  { ...Registry.properties, warnings: Type.Array(SetupWarning) },
  { additionalProperties: false },
)

export { Binding, Bus, Registry, Unit }

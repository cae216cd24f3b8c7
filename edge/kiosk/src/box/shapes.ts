import type { Clock, Device, Entry, Origin, Quality, Registry, Value, Zone } from '@zaojun/core'
import type { Kind } from '../../../../device-profiles/src/kind.ts'
import type { TraceLine } from '../../../src/drivers/driver.ts'

/** Shapes of the box's local HTTP API as this screen reads them. Times are wall ms, UTC, unless said otherwise. */
export type { Clock, Device, Entry, Kind, Quality, Registry, TraceLine, Value, Zone }

export type Fault = { code: string; message: string; place?: string }

/** `age`: ms by the box's monotonic clock at the moment of the answer. `at` is null where the time is unknown. */
export type LatestReading = {
  device: string
  point: string
  value: Value
  quality: Quality
  origin: Origin
  reason?: string
  seq: number
  at: number | null
  age: number
  receivedMono: number
}

export type UplinkStatus = {
  state: 'not-enrolled' | 'connecting' | 'online' | 'offline'
  url?: string
  since: number | null
  lastAcknowledgedAt?: number | null
  newestBatch: number
  oldestPending?: number
  pendingBatches: number
  pendingReadings: number
  gaps: number
  quarantined: number
  watched: boolean
}

export type DeviceHealth = {
  health: 'connecting' | 'online' | 'stale' | 'offline' | 'error'
  since: number | null
  reason?: string
}

/** `now` is null while the box does not know the time; `mono` is its monotonic ms, the one entries carry. */
export type BoxTime = { now: number | null; clock: Clock; mono?: number }

export type Home = BoxTime & {
  box: string
  site: { name: string; timeZone: string }
  zones: Zone[]
  kinds: Record<string, Kind>
  devices: Device[]
  latest: LatestReading[]
  uplink: UplinkStatus
  health: Record<string, DeviceHealth>
}

/** Columns in seq order: a set-back clock shows as `t` going back. */
export type Series = { t: number[]; v: Value[]; q: string[]; truncated: boolean }

export type CommandAnswer = { id: string; result: 'accepted' | 'confirmed' | 'refused' | 'timed-out'; reason?: string }

export type RecordBody = {
  form: string
  device?: string
  by: string
  data: Record<string, unknown>
  personal?: Record<string, { value: string; purpose: string }>
  attachments?: string[]
}

type Json<Body> = { content: { 'application/json': Body } }
type Answers<Body> = { responses: { 200: Json<Body>; default: Json<Fault> } }
type Get<Body, Parameters = object> = { get: { parameters: Parameters } & Answers<Body> }
type Post<Sent, Body, Parameters = object> = {
  post: { parameters: Parameters; requestBody: Json<Sent> } & Answers<Body>
}

/** The addresses this screen asks, in the form openapi-fetch reads. */
export type paths = {
  '/api/home': Get<Home>
  '/api/session': Get<{ loggedIn: boolean; language?: string }>
  '/api/login': Post<{ password: string }, unknown>
  '/api/logout': Post<Record<string, never>, unknown>
  '/api/series': Get<Series, { query: { device: string; point: string; from: number; to: number; max?: number } }>
  '/api/registry': Get<Registry>
  '/api/units/{id}/trace': Get<{ lines: TraceLine[] }, { path: { id: string } }>
  '/api/devices/{id}/commands': Post<{ command: string; value?: Value }, CommandAnswer, { path: { id: string } }>
  '/api/records': Post<RecordBody, { seq: number }>
  '/api/attachments': Post<Blob, { digest: string; bytes: number }>
  '/api/uplink/enrolment': Post<{ url: string; code: string }, unknown>
  '/api/health': Get<{ status: string; version?: string }>
}

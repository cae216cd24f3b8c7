import createClient from 'openapi-fetch'
import type {
  AlarmFigures,
  AlarmOverview,
  AlarmRow,
  AlarmSteps,
  Attached,
  CommandAnswer,
  Correction,
  Duty,
  Fault,
  Form,
  Home,
  InterlockMode,
  InterlockRow,
  OfferedCommand,
  ProofTest,
  paths,
  RecordBody,
  Registry,
  Series,
  SeriesLimits,
  TraceLine,
} from './shapes.ts'

/** How long an answer may take; the box is this very machine. */
const ANSWER_MS = 15_000
/** A proof test answers when every target shows it, or after 15 s. */
const PROOF_TEST_MS = 30_000

/** What the box refused, or that it did not answer (`NO_ANSWER`, status 0). */
export class BoxFault extends Error {
  readonly code: string
  readonly status: number
  /** The sentence in Chinese, where the box has one. */
  readonly zh: string | undefined
  /** Where it is wrong: a file, a line, a bus. */
  readonly place: string | undefined
  constructor(fault: Fault, status: number) {
    super(fault.message)
    this.zh = fault.zh
    this.place = fault.place
    this.name = 'BoxFault'
    this.code = fault.code
    this.status = status
  }
}

export const within = (ms: number) => (request: Request) => fetch(request, { signal: AbortSignal.timeout(ms) })

export const client = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: within(ANSWER_MS),
})

type Outcome<Body> = { data?: Body; error?: unknown; response: Response }

function faultOf(error: unknown): Fault {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error) return error as Fault
  return { code: 'UNREADABLE', message: String(error ?? '') }
}

export async function answerOf<Body>(asked: Promise<Outcome<Body>>): Promise<Body> {
  let outcome: Outcome<Body>
  try {
    outcome = await asked
  } catch (error) {
    throw new BoxFault({ code: 'NO_ANSWER', message: error instanceof Error ? error.message : String(error) }, 0)
  }
  if (!outcome.response.ok) throw new BoxFault(faultOf(outcome.error), outcome.response.status)
  return outcome.data as Body
}

const byKey = (key: string) => ({ params: { path: { key } } })

export const box = {
  home: (): Promise<Home> => answerOf(client.GET('/api/home')),
  session: () => answerOf(client.GET('/api/session')),
  login: (password: string) => answerOf(client.POST('/api/login', { body: { password } })),
  logout: () => answerOf(client.POST('/api/logout')),
  registry: (): Promise<Registry> => answerOf(client.GET('/api/registry')),
  health: () => answerOf(client.GET('/api/health')),
  series: (query: { device: string; point: string; from: number; to: number; max: number }): Promise<Series> =>
    answerOf(client.GET('/api/series', { params: { query } })),
  limits: (query: { device: string; point: string; from: number; to: number }): Promise<SeriesLimits> =>
    answerOf(client.GET('/api/series/limits', { params: { query } })),
  trace: (unit: string): Promise<{ lines: TraceLine[] }> =>
    answerOf(client.GET('/api/units/{id}/trace', { params: { path: { id: unit } } })),
  commands: async (device: string): Promise<OfferedCommand[]> =>
    (await answerOf(client.GET('/api/devices/{id}/commands', { params: { path: { id: device } } }))).commands,
  command: (device: string, command: string, value?: number): Promise<CommandAnswer> =>
    answerOf(
      client.POST('/api/devices/{id}/commands', {
        params: { path: { id: device } },
        body: value === undefined ? { command } : { command, value },
      }),
    ),
  closedAlarms: (before?: number): Promise<{ alarms: AlarmRow[]; next: number | null }> =>
    answerOf(
      client.GET('/api/alarms', {
        params: { query: { closed: true, limit: 20, ...(before === undefined ? {} : { before }) } },
      }),
    ),
  alarmFigures: (hours: number): Promise<AlarmFigures> =>
    answerOf(client.GET('/api/alarms/figures', { params: { query: { hours } } })),
  alarmOverview: (): Promise<AlarmOverview> => answerOf(client.GET('/api/alarms/overview')),
  alarmSteps: async (id: string): Promise<AlarmSteps> =>
    (await answerOf(client.GET('/api/alarms/{id}/steps', { params: { path: { id } } }))).steps,
  /** Orders about one alarm; each answers with the alarm as it stands after it. */
  alarm: {
    acknowledge: (id: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/acknowledge', { params: { path: { id } }, body: {} })),
    shelve: (id: string, minutes: number, reason: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/shelve', { params: { path: { id } }, body: { minutes, reason } })),
    unshelve: (id: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/unshelve', { params: { path: { id } }, body: {} })),
    outOfService: (id: string, reason: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/out-of-service', { params: { path: { id } }, body: { reason } })),
    inService: (id: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/in-service', { params: { path: { id } }, body: {} })),
    correct: (id: string, body: Correction): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/correction', { params: { path: { id } }, body })),
    verify: (id: string, by: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/verification', { params: { path: { id } }, body: { by } })),
  },
  forms: async (): Promise<Form[]> => (await answerOf(client.GET('/api/forms'))).forms,
  duties: async (): Promise<Duty[]> => (await answerOf(client.GET('/api/duties'))).duties,
  /** The record with that seq. */
  recordOf: async (seq: number): Promise<unknown> =>
    (
      await answerOf(
        client.GET('/api/entries', { params: { query: { after: Math.max(0, seq - 1), limit: 1, types: 'record' } } }),
      )
    ).entries.find((entry) => entry.seq === seq),
  interlocks: async (): Promise<InterlockRow[]> => (await answerOf(client.GET('/api/interlocks'))).interlocks,
  interlock: {
    /** Somebody is there: needs no login. */
    hold: (key: string): Promise<InterlockRow> =>
      answerOf(client.POST('/api/interlocks/{key}/hold', { ...byKey(key), body: {} })),
    reset: (key: string, by: string): Promise<InterlockRow> =>
      answerOf(client.POST('/api/interlocks/{key}/reset', { ...byKey(key), body: { by } })),
    mode: (key: string, mode: InterlockMode, reason: string, by: string): Promise<InterlockRow> =>
      answerOf(client.PUT('/api/interlocks/{key}/mode', { ...byKey(key), body: { mode, reason, by } })),
    proofTest: (key: string, by: string): Promise<ProofTest> =>
      answerOf(
        client.POST('/api/interlocks/{key}/proof-test', { ...byKey(key), body: { by }, fetch: within(PROOF_TEST_MS) }),
      ),
  },
  record: (body: RecordBody): Promise<{ seq: number }> => answerOf(client.POST('/api/records', { body })),
  /** Sends the photo's exact bytes; the digest names it in a record. */
  attach: (photo: Blob): Promise<Attached> =>
    answerOf(
      client.POST('/api/attachments', {
        body: photo as never,
        bodySerializer: () => photo,
        headers: { 'content-type': photo.type || 'application/octet-stream' },
      }),
    ),
  enrol: (url: string, code: string) => answerOf(client.POST('/api/uplink/enrolment', { body: { url, code } })),
}

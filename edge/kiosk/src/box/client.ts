import createClient from 'openapi-fetch'
import type {
  AlarmFigures,
  AlarmOverview,
  AlarmRow,
  AlarmSteps,
  Attached,
  CommandAnswer,
  Correction,
  CorrectionRecord,
  Duty,
  Fault,
  Form,
  Home,
  InterlockMode,
  InterlockRow,
  OfferedCommand,
  People,
  Person,
  Printer,
  ProofTest,
  paths,
  RecordBody,
  RecordSeen,
  Registry,
  Role,
  Series,
  SeriesLimits,
  SignOn,
  TraceLine,
} from './shapes.ts'

/** How long an answer may take; the box is this very machine. */
const ANSWER_MS = 15_000
/** A proof test answers when every target shows it, or after 15 s. */
const PROOF_TEST_MS = 30_000
/** Somebody has 30 s to hold their badge to a reader. */
const BADGE_MS = 40_000

/** What the box refused, or that it did not answer (`NO_ANSWER`, status 0). */
export class BoxFault extends Error {
  readonly code: string
  readonly status: number
  /** The sentence in Chinese, where the box has one. */
  readonly zh: string | undefined
  /** Where it is wrong: a file, a line, a bus. */
  readonly place: string | undefined
  /** Seconds to wait before it is asked again. */
  readonly retryAfter: number | undefined
  constructor(fault: Fault, status: number, retryAfter?: number) {
    super(fault.message)
    this.zh = fault.zh
    this.place = fault.place
    this.name = 'BoxFault'
    this.code = fault.code
    this.status = status
    this.retryAfter = retryAfter
  }
}

export const within = (ms: number) => (request: Request) => fetch(request, { signal: AbortSignal.timeout(ms) })

export const client = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: within(ANSWER_MS),
})

/** The name keyed in while nobody is registered; then the box knows by the sign-on. */
export type By = { by?: string }
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
  const { ok, status, headers } = outcome.response
  if (!ok) throw new BoxFault(faultOf(outcome.error), status, Number(headers.get('retry-after')) || undefined)
  return outcome.data as Body
}

const byNumber = (number: string) => ({ params: { path: { number } } })
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
  corrections: async (id: string): Promise<CorrectionRecord[]> =>
    (await answerOf(client.GET('/api/alarms/{id}/corrections', { params: { path: { id } } }))).records,
  /** Orders about one alarm; each answers with the alarm as it stands after it. */
  alarm: {
    acknowledge: (id: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/acknowledge', { params: { path: { id } }, body: {} })),
    shelve: (id: string, minutes: number, reason: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/shelve', { params: { path: { id } }, body: { minutes, reason } })),
    unshelve: (id: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/unshelve', { params: { path: { id } }, body: {} })),
    correct: (id: string, body: Correction): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/correction', { params: { path: { id } }, body })),
    verify: (id: string, by: By): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/verification', { params: { path: { id } }, body: by })),
    outOfService: (id: string, reason: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/out-of-service', { params: { path: { id } }, body: { reason } })),
    inService: (id: string): Promise<AlarmRow> =>
      answerOf(client.POST('/api/alarms/{id}/in-service', { params: { path: { id } }, body: {} })),
  },
  forms: async (): Promise<Form[]> => (await answerOf(client.GET('/api/forms'))).forms,
  duties: async (): Promise<Duty[]> => (await answerOf(client.GET('/api/duties'))).duties,
  /** The record with that seq. */
  recordOf: async (seq: number): Promise<RecordSeen | undefined> =>
    (
      await answerOf(
        client.GET('/api/entries', { params: { query: { after: Math.max(0, seq - 1), limit: 1, types: 'record' } } }),
      )
    ).entries.find((entry) => entry.seq === seq) as RecordSeen | undefined,
  printers: async (): Promise<Printer[]> => (await answerOf(client.GET('/api/printers'))).printers,
  printLabel: (seq: number, printer: string, language: 'zh' | 'en'): Promise<{ code: string }> =>
    answerOf(client.POST('/api/records/{seq}/label', { params: { path: { seq } }, body: { printer, language } })),
  interlocks: async (): Promise<InterlockRow[]> => (await answerOf(client.GET('/api/interlocks'))).interlocks,
  interlock: {
    /** Somebody is there: needs no login. */
    hold: (key: string): Promise<InterlockRow> =>
      answerOf(client.POST('/api/interlocks/{key}/hold', { ...byKey(key), body: {} })),
    reset: (key: string, by: By): Promise<InterlockRow> =>
      answerOf(client.POST('/api/interlocks/{key}/reset', { ...byKey(key), body: by })),
    mode: (key: string, mode: InterlockMode, reason: string, by: By): Promise<InterlockRow> =>
      answerOf(client.PUT('/api/interlocks/{key}/mode', { ...byKey(key), body: { mode, reason, ...by } })),
    proofTest: (key: string, by: By): Promise<ProofTest> =>
      answerOf(
        client.POST('/api/interlocks/{key}/proof-test', { ...byKey(key), body: by, fetch: within(PROOF_TEST_MS) }),
      ),
  },
  people: {
    all: (): Promise<People> => answerOf(client.GET('/api/people')),
    me: (): Promise<Person> => answerOf(client.GET('/api/people/me')),
    signOn: (who: { number: string; pin: string }): Promise<SignOn> =>
      answerOf(client.POST('/api/people/sign-on', { body: who })),
    signOff: (headers: Record<string, string>) => answerOf(client.POST('/api/people/sign-off', { headers })),
    set: (number: string, body: { role: Role; active?: boolean; pin?: string }): Promise<Person> =>
      answerOf(client.PUT('/api/people/{number}', { ...byNumber(number), body })),
    /** The next badge that is held to a reader of the kitchen. */
    awaitBadge: (number: string, left: AbortSignal): Promise<Person> =>
      answerOf(
        client.POST('/api/people/{number}/badges', {
          ...byNumber(number),
          body: {},
          fetch: (request) => fetch(request, { signal: AbortSignal.any([left, AbortSignal.timeout(BADGE_MS)]) }),
        }),
      ),
    dropBadges: (number: string): Promise<Person> =>
      answerOf(client.DELETE('/api/people/{number}/badges', byNumber(number))),
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
  key: () => answerOf(client.GET('/api/uplink/key')),
  renewKey: (code: string) => answerOf(client.POST('/api/uplink/key', { body: { code } })),
  enrol: (url: string, code: string) => answerOf(client.POST('/api/uplink/enrolment', { body: { url, code } })),
}

import type { paths } from '../generated/api.ts'

/** Shapes of the box's local HTTP API, by their short names. Times are wall ms, UTC, unless said otherwise. */
type Answer<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } }
  ? Body
  : never

export type { paths }
export type Home = Answer<paths['/api/home']['get']>
export type Kind = Home['kinds'][string]
export type Zone = Home['zones'][number]
export type Device = Home['devices'][number]
/** `age`: ms by the box's monotonic clock at the moment of the answer. */
export type LatestReading = Home['latest'][number]
export type Value = LatestReading['value']
/** The last thing a device told of; `at` is null where the box did not know the time. */
export type LastEvent = Home['events'][number]
/** An alarm as it stands; `limit` is the one it was judged by. */
export type AlarmRow = Home['alarms'][number]
/** What a rule in force is called, what it cites, what to do. */
export type RuleFace = Home['rules'][string]
/** How well the alarms serve people, against the limits of ISA-18.2 and EEMUA 191. */
export type AlarmFigures = Answer<paths['/api/alarms/figures']['get']>
/** What stands, grouped by cause. */
export type AlarmOverview = Answer<paths['/api/alarms/overview']['get']>
export type Correction = paths['/api/alarms/{id}/correction']['post']['requestBody']['content']['application/json']
/** A corrective action on record. */
export type CorrectionRecord = Answer<paths['/api/alarms/{id}/corrections']['get']>['records'][number]
export type AlarmSteps = Answer<paths['/api/alarms/{id}/steps']['get']>['steps']
export type UplinkStatus = Home['uplink']
export type DeviceHealth = Home['health'][string]
/** `now` is null while the box does not know the time. */
export type BoxTime = Pick<Home, 'now' | 'clock' | 'ledgerFull'>
export type Registry = Answer<paths['/api/registry']['get']>
/** Columns in seq order: a set-back clock shows as `t` going back. */
export type Series = Answer<paths['/api/series']['get']>
/** The limits in force for a point, and when alarms about it held. */
export type SeriesLimits = Answer<paths['/api/series/limits']['get']>
/** A rule and what holds of it here. */
export type RuleRow = Answer<paths['/api/rules']['get']>['rules'][number]
export type RuleDecision = paths['/api/rules/{id}']['put']['requestBody']['content']['application/json']
export type RuleTrial = Answer<paths['/api/rules/{id}/trial']['post']>
export type TraceLine = Answer<paths['/api/units/{id}/trace']['get']>['lines'][number]
export type CommandAnswer = Answer<paths['/api/devices/{id}/commands']['post']>
/** A command the model behind a device has, with its limits and the point it moves. */
export type OfferedCommand = Answer<paths['/api/devices/{id}/commands']['get']>['commands'][number]
/** What people record, as data. */
export type Form = Answer<paths['/api/forms']['get']>['forms'][number]
export type FormField = Form['fields'][string]
/** One time a form is to be filled in, and what became of it. */
export type Duty = Answer<paths['/api/duties']['get']>['duties'][number]
/** An interlock at work in one place. */
export type InterlockRow = Home['interlocks'][number]
export type InterlockMode = InterlockRow['mode']
export type InterlockSimulation = Answer<paths['/api/interlocks/{key}/simulation']['post']>
export type SupposedInput = NonNullable<
  paths['/api/interlocks/{key}/simulation']['post']['requestBody']['content']['application/json']['suppose']
>
/** A change of the registry that was held back because it weakens interlocks. */
export type HeldChange = Answer<paths['/api/interlock-changes']['get']>['waiting'][number]
export type ProofTest = Answer<paths['/api/interlocks/{key}/proof-test']['post']>
/** Who works here, and the least role each act takes. */
export type People = Answer<paths['/api/people']['get']>
export type Person = People['people'][number]
export type Role = Person['role']
/** Somebody showed who they are. */
export type SignOn = Answer<paths['/api/people/sign-on']['post']>
/** A record as it stands in the ledger. */
export type RecordSeen = {
  seq: number
  wall: number | null
  form: string
  by: string
  data: Record<string, unknown>
  attachments: string[]
}
/** A label that a reader read. */
export type ScannedLabel = Pick<Answer<paths['/api/labels']['get']>, 'seq' | 'form'>
export type Printer = Answer<paths['/api/printers']['get']>['printers'][number]
export type RecordBody = paths['/api/records']['post']['requestBody']['content']['application/json']
export type Attached = Answer<paths['/api/attachments']['post']>

/** The key this box signs with. */
export type BoxKey = Answer<paths['/api/uplink/key']['get']>

export type Fault = { code: string; message: string; zh?: string; place?: string }

import type { Alarm, Severity } from './alarm.ts'
import { alarmState, severityRank, wantsAttention } from './alarm-life.ts'

/** More in ten minutes than this is a flood; it is over once fewer than `FLOOD_OVER` came (ISA-18.2-2016, 16.5.3). */
export const FLOOD_ALARMS = 10
export const FLOOD_OVER = 5
export const FLOOD_MS = 10 * 60_000
/** So many groups sound at a time; the rest is counted. */
export const SOUNDING_AT_MOST = 3
/** So many devices that fell silent on one bus are the bus; so many of one kind in one room have one cause. */
const DEVICES_OF_A_BUS = 2
const DEVICES_OF_A_ROOM = 3

/** `lost`: it says that nothing is heard of its device. */
export type AlarmPlace = { bus?: string; zone?: string; kind?: string; lost?: boolean }
export const CAUSES = ['bus', 'zone', 'device', 'rule'] as const

/** What probably has one cause. `about` is the id of that bus, zone, device or rule; `lead` is told for all of them. */
export type AlarmGroup = {
  key: string
  cause: (typeof CAUSES)[number]
  about: string
  lead: string
  severity: Severity
  /** Ids, gravest first, the oldest first among equals. */
  alarms: string[]
  count: number
  /** How many of them people should look at now. */
  unacknowledged: number
  sounding: boolean
}

type Placed = { alarm: Alarm; place: AlarmPlace }
type Cause = Pick<AlarmGroup, 'cause' | 'about'>

/** Takes the banner and sounds; what is only advice or news stays quiet. */
export const isLoud = (alarm: Alarm): boolean =>
  wantsAttention(alarm) && alarm.advisory !== true && alarm.severity !== 'info'

/** Worst first, and the oldest first among equals: what came first is nearest to the cause. */
const gravestFirst = (a: Alarm, b: Alarm): number =>
  Number(isLoud(b)) - Number(isLoud(a)) ||
  severityRank(b.severity) - severityRank(a.severity) ||
  (a.raisedAt ?? 0) - (b.raisedAt ?? 0)

const OUT_OF_SIGHT = ['normal', 'shelved', 'suppressed', 'out-of-service']

/**
 * Alarms in sight by what probably caused them: a bus that went silent, several devices of one kind in one room, one
 * device, one rule. In a flood each room is one. At most `SOUNDING_AT_MOST` groups sound, the gravest first.
 */
export function groupAlarms(
  alarms: Iterable<Alarm>,
  placeOf: (alarm: Alarm) => AlarmPlace,
  { flooded = false } = {},
): AlarmGroup[] {
  const placed: Placed[] = [...alarms]
    .filter((alarm) => !OUT_OF_SIGHT.includes(alarmState(alarm)))
    .sort(gravestFirst)
    .map((alarm) => ({ alarm, place: placeOf(alarm) }))
  const devicesOf = devicesPerCause(placed)
  const groups = Map.groupBy(placed, (each) => {
    const { cause, about } = causeOf(each, devicesOf, flooded)
    return `${cause}:${about}`
  })
  let sounding = 0
  return [...groups].map(([key, members]): AlarmGroup => {
    const [first = members[0] as Placed] = members
    const sounds = isLoud(first.alarm) && sounding < SOUNDING_AT_MOST
    if (sounds) sounding++
    return {
      key,
      ...causeOf(first, devicesOf, flooded),
      lead: first.alarm.id,
      severity: first.alarm.severity,
      alarms: members.map(({ alarm }) => alarm.id),
      count: members.length,
      unacknowledged: members.filter(({ alarm }) => wantsAttention(alarm)).length,
      sounding: sounds,
    }
  })
}

type Counts = { lost: Map<string, Set<string>>; kin: Map<string, Set<string>> }
const kinOf = ({ zone, kind }: AlarmPlace): string => `${zone} ${kind}`

/** How many devices each cause would explain; what a silent bus explains is no room's. */
function devicesPerCause(placed: Placed[]): Counts {
  const counts: Counts = { lost: new Map(), kin: new Map() }
  const count = (of: Map<string, Set<string>>, key: string, device = '') =>
    of.set(key, (of.get(key) ?? new Set()).add(device))
  const ofDevices = placed.filter(({ alarm }) => alarm.device !== undefined)
  for (const { alarm, place } of ofDevices)
    if (place.lost === true && place.bus !== undefined) count(counts.lost, place.bus, alarm.device)
  for (const { alarm, place } of ofDevices)
    if (place.zone !== undefined && silentBus(place, counts) === undefined)
      count(counts.kin, kinOf(place), alarm.device)
  return counts
}

/** The bus that explains why nothing is heard of the device. */
function silentBus({ bus, lost }: AlarmPlace, counts: Counts): string | undefined {
  if (bus === undefined || lost !== true) return undefined
  return (counts.lost.get(bus)?.size ?? 0) >= DEVICES_OF_A_BUS ? bus : undefined
}

function causeOf({ alarm, place }: Placed, counts: Counts, flooded: boolean): Cause {
  const { zone } = place
  const bus = silentBus(place, counts)
  if (bus !== undefined) return { cause: 'bus', about: bus }
  if (alarm.device === undefined) return { cause: 'rule', about: alarm.rule }
  if (zone !== undefined && (flooded || (counts.kin.get(kinOf(place))?.size ?? 0) >= DEVICES_OF_A_ROOM))
    return { cause: 'zone', about: zone }
  return { cause: 'device', about: alarm.device }
}

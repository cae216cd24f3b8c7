import type { Kind } from '@zaojun/device-profiles/kind'
import type { WireEvent } from '../shared/event.ts'
import type { LinkState } from '../shared/gateway-link.ts'
import { linkStatus } from '../shared/link-status.ts'
import type { WireReading } from '../shared/reading.ts'
import { ageText, reasonText, type Status, statusOf, type Translate } from '../shared/status.ts'
import { valueText } from '../shared/value-text.ts'
import type { ToFlowOf } from '../shared/wire.ts'

/** All a device node knows when it shows its status. `fault` is a status key: what is wrong with its configuration. */
export type Known = {
  link: LinkState | undefined
  fault: { key: string; code?: string } | undefined
  health: ToFlowOf<'device-health'> | undefined
  /** The last thing that happened, for kinds whose units tell of nothing else. */
  event: WireEvent | undefined
  /** The latest reading of each point, keyed by point. */
  readings: ReadonlyMap<string, WireReading>
  now: number
}

/** One precedence for all: configuration, then the gateway, then the device, then its values. */
export function deviceStatus(kind: Kind, known: Known, translate: Translate, language: string): Status {
  const { link, fault, health, now } = known
  if (fault?.key === 'no-gateway') return statusOf.unset(translate, fault.key)
  if (fault !== undefined) return statusOf.wrong(translate, fault.key, { code: fault.code ?? '' })
  const offline = linkStatus(translate, link)
  if (offline !== undefined) return offline
  if (health?.health === 'error')
    return statusOf.wrong(translate, 'device-error', { code: reasonText(translate, health.reason ?? '') })
  if (health?.health === 'offline') return statusOf.offline(translate, 'device-offline', health.since, health.reason)
  const reading = mainReading(kind, known.readings)
  if (reading === undefined && known.event !== undefined)
    return eventStatus(kind, known.event, now, translate, language)
  if (reading === undefined)
    return health?.health === 'connecting'
      ? statusOf.connecting(translate, Math.max(1, health.attempt ?? 1))
      : statusOf.waiting(translate)
  const value = valueText(reading.value, kind.points[reading.point], language)
  if (reading.quality !== 'good') {
    const quality = translate(`quality.${reading.quality}`)
    const why = reading.reason === undefined ? value : reasonText(translate, reading.reason)
    return statusOf.doubtful(`${quality} · ${why}`)
  }
  const age = reading.wall === null ? translate('age.unknown') : ageText(translate, now - reading.wall)
  if (health?.health === 'stale') return statusOf.doubtful(`${value} · ${age}`)
  return statusOf.good(`${value} · ${age}`)
}

/** The kind's main point; else its first point that has a reading. */
function mainReading(kind: Kind, readings: ReadonlyMap<string, WireReading>): WireReading | undefined {
  const points = Object.entries(kind.points)
  const ordered = [...points.filter(([, point]) => point.main === true), ...points]
  for (const [key] of ordered) {
    const reading = readings.get(key)
    if (reading !== undefined) return reading
  }
  return undefined
}

function eventStatus(
  kind: Kind,
  { event, wall }: WireEvent,
  now: number,
  translate: Translate,
  language: string,
): Status {
  const name = kind.events?.[event]?.name
  const words = name === undefined ? event : language.startsWith('zh') ? name.zh : name.en
  return statusOf.good(`${words} · ${wall === null ? translate('age.unknown') : ageText(translate, now - wall)}`)
}

import type { Device, Registry } from '@zaojun/core'
import type { Catalogue, CatalogueRule, Kind, Rule } from '@zaojun/device-profiles'
import { type ActiveRule, inForce, type RuleSetting } from './rule-setting.ts'

/** Whose rules hold where a site says nothing. */
const HOME_JURISDICTION = 'cn'
/** Rules a site sets for itself hold under every jurisdiction. */
const SITE_JURISDICTION = 'site'

/** A rule at a device it judges. `key` names the place; one alarm stands there at a time. */
export type Placement = { key: string; rule: ActiveRule; device: Device }

export const placeOf = (rule: string, about: string, subject?: string): string =>
  subject === undefined ? `${rule} ${about}` : `${rule} ${about} ${subject}`

/** The rules in force at a site, whether or not a device is there for them. */
export function activeRules(
  rules: Iterable<CatalogueRule>,
  { site }: Registry,
  settings: ReadonlyMap<string, RuleSetting>,
): ActiveRule[] {
  const home = site.jurisdiction ?? HOME_JURISDICTION
  return [...rules].flatMap((rule) => {
    if (rule.jurisdiction !== home && rule.jurisdiction !== SITE_JURISDICTION) return []
    return inForce(rule, settings.get(rule.id)) ?? []
  })
}

/** Each rule at each device it judges. Retired devices are judged no more. */
export function placements(rules: ActiveRule[], registry: Registry, { kinds }: Pick<Catalogue, 'kinds'>): Placement[] {
  const devices = registry.devices.filter(({ state }) => state !== 'retired')
  return rules.flatMap((rule) =>
    devices
      .filter((device) => judges(rule, device, kinds.get(device.kind), registry))
      .map((device) => ({ key: placeOf(rule.id, device.id), rule, device })),
  )
}

/** What an installer said of the device, or what its kind takes for granted. */
export const labelOf = ({ labels }: Device, kind: Kind | undefined, label: string): string | undefined =>
  labels?.[label] ?? kind?.labels?.[label]?.default

/** Whether a rule judges a device: its kind, its zone and its labels fit. */
export function judges(rule: Rule, device: Device, kind: Kind | undefined, { site }: Registry): boolean {
  const { watch, zones, scope = {} } = rule
  if (!('kinds' in watch) && !('silence' in watch) && !('unreachable' in watch)) return false
  if (watch.kinds !== undefined && !watch.kinds.includes(device.kind)) return false
  if ('point' in watch && device.points[watch.point] === undefined) return false
  if (zones !== undefined && !zones.includes(device.zone)) return false
  return Object.entries(scope).every(([label, wanted]) => {
    const has = labelOf(device, kind, label) ?? site.labels?.[label]
    return has !== undefined && [wanted].flat().includes(has)
  })
}

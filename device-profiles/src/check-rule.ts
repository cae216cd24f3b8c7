import type { CatalogueContent } from './catalogue.ts'
import { checkZones } from './check-zones.ts'
import { catalogueError } from './errors.ts'
import type { Kind, KindPoint } from './kind.ts'
import { QUANTITIES } from './quantity.ts'
import type { Rule, Surrounding } from './rule.ts'

type Ground = Pick<CatalogueContent, 'kinds' | 'zones'>
type Looked = { value: 'number' | 'boolean' | 'text'; unit?: string }

/** Whether a rule names what there is, compares like with like and can be cleared. Throws `CATALOGUE_…` with the place. */
export function checkRule(rule: Rule, ground: Ground, place: string): void {
  const { broken, watch, zones = [], when = [], unless = [], over, clear } = rule
  const wrong = (name: string) => catalogueError('CATALOGUE_RULE', { name: `${rule.id}: ${name}`, place })
  checkZones(zones, ground, place)
  for (const kind of kindsOf(rule, ground, place)) {
    const looked = lookedAt(rule, kind, place)
    if (looked !== undefined) compare(rule, looked, wrong)
    for (const surrounding of [...when, ...unless.map(({ so }) => so)]) checkPoint(surrounding, kind, place)
  }
  if ('quantity' in watch) {
    const quantity = QUANTITIES[watch.quantity]
    if (quantity === undefined)
      throw catalogueError('CATALOGUE_UNKNOWN', { name: watch.quantity, place: `${place}/watch/quantity` })
    compare(rule, quantity, wrong)
  }
  if (('silence' in watch || 'unreachable' in watch) && broken.unit !== 's') throw wrong('the limit is in seconds')
  const ordered = broken.is !== 'equal'
  if (ordered && typeof broken.value !== 'number') throw wrong('only numbers are above or below')
  if (clear !== undefined && (!ordered || !isInside(rule, clear))) throw wrong('the clear value breaks the limit')
  if (over !== undefined && !('point' in watch)) throw wrong('only the values of a point come over time')
}

function kindsOf(rule: Rule, { kinds }: Ground, place: string): Kind[] {
  const { watch } = rule
  if (!('kinds' in watch)) return []
  return (watch.kinds ?? []).map((id) => {
    const kind = kinds.get(id)
    if (kind === undefined) throw catalogueError('CATALOGUE_UNKNOWN', { name: id, place: `${place}/watch/kinds` })
    return kind
  })
}

/** The point or field; undefined where seconds of silence are watched. */
function lookedAt({ watch }: Rule, kind: Kind, place: string): Looked | undefined {
  if ('point' in watch) return pointOf(kind, watch.point, `${place}/watch/point`)
  if (!('event' in watch)) return undefined
  const fields = kind.events?.[watch.event]?.fields
  for (const name of [watch.field, ...Object.keys(watch.where ?? {})])
    if (fields?.[name] === undefined)
      throw catalogueError('CATALOGUE_UNKNOWN', { name: `${kind.id}/${watch.event}/${name}`, place: `${place}/watch` })
  return fields?.[watch.field]
}

function pointOf(kind: Kind, point: string, place: string): KindPoint {
  const found = kind.points[point]
  if (found === undefined) throw catalogueError('CATALOGUE_UNKNOWN', { name: `${kind.id}/${point}`, place })
  return found
}

function compare({ broken, over }: Rule, { value, unit }: Looked, wrong: (name: string) => Error): void {
  if (over !== undefined && value !== 'number') throw wrong('only numbers have a mean')
  const type = typeof broken.value === 'string' ? 'text' : typeof broken.value
  if (type !== value) throw wrong(`a limit of ${type} on ${value}`)
  const expected = comparedUnit(over, unit)
  if (value === 'number' && broken.unit !== expected)
    throw wrong(`the limit is in ${broken.unit}, the point in ${expected}`)
}

/** The unit of what is compared (UCUM): differences of temperatures are kelvins. */
function comparedUnit(over: Rule['over'], unit: string | undefined): string | undefined {
  if (over !== undefined && 'within' in over) return 's'
  if (over === undefined || !('perHour' in over)) return unit
  return `${unit === 'Cel' ? 'K' : unit}/h`
}

function checkPoint(surrounding: Surrounding, kind: Kind, place: string): void {
  if ('point' in surrounding) pointOf(kind, surrounding.point, `${place}/when`)
}

const isInside = ({ broken: { is, value } }: Rule, clear: number): boolean =>
  typeof value === 'number' && (is === 'above' || is === 'at-least' ? clear <= value : clear >= value)

/** Names learnt in all: a bound on what units that say ever new ones can make the gateway keep. */
const MOST_NAMES = 8192
const MOST_NAME = 128

/** A point's name has no dot in it. */
const POINT_PART = /^points\.([^.]+)\.(value|quality)$/

/** A name in a message of the reference contract, and what it says of which point: `points.<point>.<part>`. */
export type PointPart = { name: string; point: string; part: 'value' | 'quality' }

/** A place in nested JSON and the dotted name it has. Known ones are kept, so that names are joined once. */
export class FieldName {
  readonly name: string
  readonly pointPart: PointPart | undefined
  private static known = 0
  private readonly inner = new Map<string, FieldName>()

  constructor(name: string) {
    this.name = name
    this.pointPart = pointPartOf(name)
  }

  under(key: string): FieldName {
    const known = this.inner.get(key)
    if (known !== undefined) return known
    const made = new FieldName(this.name === '' ? key : `${this.name}.${key}`)
    if (FieldName.known < MOST_NAMES && made.name.length <= MOST_NAME) {
      FieldName.known++
      this.inner.set(key, made)
    }
    return made
  }
}

/** Where every message begins. */
export const ROOT = new FieldName('')

function pointPartOf(name: string): PointPart | undefined {
  const [, point, part] = POINT_PART.exec(name) ?? []
  return point === undefined ? undefined : { name, point, part: part === 'value' ? 'value' : 'quality' }
}

import type { CatalogueContent } from './catalogue.ts'
import { checkRule } from './check-rule.ts'
import { catalogueError } from './errors.ts'
import type { Interlock, InterlockCause } from './interlock.ts'
import type { Rule } from './rule.ts'

/** A cause as a rule, so that one judge serves both. */
export const causeAsRule = ({ id, title }: Interlock, cause: InterlockCause): Rule => ({
  ...cause,
  id,
  version: 1,
  title,
  severity: 'critical',
  citation: { document: id, verified: 'policy' },
})

/** Whether it names what there is, and orders only what its kinds can do. Throws `CATALOGUE_…` with the place. */
export function checkInterlock(interlock: Interlock, ground: CatalogueContent, place: string): void {
  for (const [index, cause] of interlock.causes.entries())
    checkRule(causeAsRule(interlock, cause), ground, `${place}/causes/${index}`)
  for (const [index, { kind: id, command, release, shows, labels = {} }] of interlock.acts.entries()) {
    const kind = ground.kinds.get(id)
    const unknown = (name: string) => catalogueError('CATALOGUE_UNKNOWN', { name, place: `${place}/acts/${index}` })
    if (kind === undefined) throw unknown(id)
    for (const order of release === undefined ? [command] : [command, release])
      if (kind.commands?.[order] === undefined) throw unknown(`${id}/${order}`)
    if (kind.points[shows.point]?.value !== 'boolean') throw unknown(`${id}/${shows.point}`)
    for (const [label, choice] of Object.entries(labels))
      if (kind.labels?.[label]?.choices[choice] === undefined) throw unknown(`${id}/${label}: ${choice}`)
  }
}

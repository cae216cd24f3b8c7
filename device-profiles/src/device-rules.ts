import type { Kind } from './kind.ts'
import type { CatalogueRule } from './rule.ts'

const SEVERITY = { alarm: 'major', warning: 'warn' } as const

/**
 * The rules that follow from the kinds: a contact whose `true` is wrong by its meaning is an alarm, unless a written
 * rule watches it already. Their id is `<kind>.<point>`.
 */
export function deviceRules(kinds: Iterable<Kind>, written: Iterable<CatalogueRule>): CatalogueRule[] {
  const watched = new Set<string>()
  for (const { watch } of written)
    if ('point' in watch) for (const kind of watch.kinds) watched.add(`${kind}.${watch.point}`)
  return [...kinds].flatMap((kind) =>
    Object.entries(kind.points).flatMap(([point, { name, abnormalWhenTrue }]): CatalogueRule[] => {
      const id = `${kind.id}.${point}`
      if (abnormalWhenTrue === undefined || watched.has(id)) return []
      return [
        {
          id,
          version: 1,
          jurisdiction: 'site',
          title: { zh: `${kind.name.zh}：${name.zh}`, en: `${kind.name.en}: ${name.en.toLowerCase()}` },
          clauses: kind.clauses,
          watch: { kinds: [kind.id], point },
          broken: { is: 'equal', value: true },
          severity: SEVERITY[abnormalWhenTrue],
          citation: { document: kind.id, verified: 'policy' },
        },
      ]
    }),
  )
}

import { type CatalogueRule, loadCatalogue, type Rule } from '../device-profiles/src/index.ts'

const HEAD = `# 规则一览 · The rules

由 \`npm run generate\` 从 \`device-profiles/rules/\` 生成，勿手改。写明何时“被打破”；站点启用一个辖区，\`site\` 处处有效。
Generated from \`device-profiles/rules/\`; do not edit. A row says when it is broken; a site activates one jurisdiction, and
those of \`site\` hold everywhere. 报警的一生见 [alarms.md](alarms.md)。

核对 verified：\`primary\` 读过原文 read · \`secondary\` 读过引文 read where it is quoted · \`policy\` 场所自定 set by the site ·
\`memory\` 未核对，只提示，有人确认后才鸣响 not checked: advice until a person confirms it.
`
const COLUMNS = [
  '规则 rule',
  '看什么 watches',
  '被打破 broken',
  '持续 for',
  '严重 severity',
  '依据 citation',
  '核对 verified',
]
const COMPARED: Record<Rule['broken']['is'], string> = {
  above: '>',
  'at-least': '≥',
  below: '<',
  'at-most': '≤',
  equal: '=',
}
const UNITS: Record<string, string> = { Cel: '°C', '%{LEL}': '%LEL', '{count}': '', 'uW/cm2': 'µW/cm²', m3: 'm³' }

/** Every rule as a row: what it watches, its limit and duration, and what it rests on, in both languages. */
export function rulePage(rules: Iterable<CatalogueRule> = loadCatalogue().rules.values()): string {
  const sections = [...Map.groupBy(rules, ({ jurisdiction }) => jurisdiction)].map(
    ([jurisdiction, rows]) =>
      `## ${jurisdiction}\n\n${line(COLUMNS)}\n${line(COLUMNS.map(() => '---'))}\n${rows.map((rule) => line(cells(rule))).join('\n')}\n`,
  )
  return `${HEAD}\n${sections.join('\n')}`
}

const line = (parts: string[]): string => `| ${parts.join(' | ')} |`
/** A bar would end the cell. */
const plain = (text: string): string => text.replaceAll('|', '/').replaceAll('\n', ' ')

function cells({
  id,
  title,
  watch,
  scope,
  broken,
  clear,
  forSeconds,
  over,
  severity,
  citation,
}: CatalogueRule): string[] {
  const unit = broken.unit === undefined ? '' : (UNITS[broken.unit] ?? broken.unit)
  const cleared = clear === undefined ? '' : `，解除 clears ${clear}`
  const of =
    scope === undefined
      ? ''
      : `；${Object.entries(scope)
          .map(([label, wanted]) => `${label}=${[wanted].flat().join('/')}`)
          .join(', ')}`
  const clause = citation.clause === undefined ? '' : `, ${citation.clause}`
  return [
    `\`${id}\` ${title.zh}<br>${title.en}`,
    `${watched(watch)}${of}`,
    `${COMPARED[broken.is]} ${broken.value} ${unit}`.trim() + cleared,
    [timeOver(over), forSeconds === undefined ? '' : `${forSeconds} s`].filter((each) => each !== '').join('，'),
    severity,
    `${citation.document}${clause}`,
    citation.verified,
  ].map(plain)
}

function watched(watch: Rule['watch']): string {
  if ('quantity' in watch) return `量 quantity \`${watch.quantity}\``
  if ('form' in watch) return `表单 form \`${watch.form}/${watch.field}\`${narrowed(watch.where)}`
  if ('event' in watch)
    return `\`${watch.kinds.join('`, `')}\`：\`${watch.event}/${watch.field}\`${narrowed(watch.where)}`
  if ('silence' in watch) return `沉默 silence：${kindsOf(watch.kinds)}`
  if ('unreachable' in watch) return `失联 out of reach：${kindsOf(watch.kinds)}`
  return `\`${watch.kinds.join('`, `')}\`：\`${watch.point}\``
}

const kindsOf = (kinds: string[] | undefined): string =>
  kinds === undefined ? '全部 all' : `\`${kinds.join('`, `')}\``
const narrowed = (where: Record<string, unknown> | undefined): string =>
  where === undefined
    ? ''
    : `（${Object.entries(where)
        .map(([field, value]) => `${field}=${value}`)
        .join(', ')}）`

function timeOver(over: Rule['over']): string {
  if (over === undefined) return ''
  if ('mean' in over) return `均值 mean of ${over.mean} s`
  if ('lag' in over) return `模拟食品温度，滞后 as food follows, lag ${over.lag} s`
  return 'perHour' in over ? `${over.perHour} s 内的变化率 rate over ${over.perHour} s` : '界内秒数 seconds within'
}

import { clockText, type Language, type RecordEntry } from '@zaojun/core'
import type { Form } from '@zaojun/device-profiles'

/** A label ready to be drawn: lines of text, and the code that leads back to the record. */
export type DrawnLabel = { lines: { text: string; large: boolean }[]; code: string }
export type LabelRecord = RecordEntry & { seq: number; wall: number | null }

const HOUR_MS = 3_600_000
const CODE = /^ZJ1\/([a-z0-9-]{1,64})\/([1-9][0-9]{0,15})$/

/** `ZJ1/<box>/<seq>`: capitals, digits and signs that any reader types right, whatever its keyboard. */
export const codeOf = (box: string, seq: number): string => `ZJ1/${box}/${seq}`

/** Box and record of a code; undefined where it is none of ours. */
export function readCode(text: string): { box: string; seq: number } | undefined {
  const [, box, seq] = CODE.exec(text.trim()) ?? []
  return box === undefined ? undefined : { box, seq: Number(seq) }
}

const PLACEHOLDER = /\{([^}]*)\}/g

/** A form's label for a record of it; undefined where the form has none. A line that names what the record lacks is left out. */
export function drawLabel(
  form: Form,
  record: LabelRecord,
  { box, site, language }: { box: string; site: { name: string; timeZone: string }; language: Language },
): DrawnLabel | undefined {
  if (form.label === undefined) return undefined
  const word = (name: string): string => {
    if (name === 'title') return form.title[language]
    if (name === 'site') return site.name
    if (name === 'by') return record.by
    if (name === 'no') return String(record.seq)
    const hours = /^at(?:\+([0-9]+)h)?$/.exec(name)
    if (hours !== null)
      return record.wall === null ? '—' : clockText(site.timeZone, record.wall + Number(hours[1] ?? 0) * HOUR_MS)
    return fieldText(form, name, record.data[name], language)
  }
  const lines = form.label.lines.flatMap(({ text, large = false }) => {
    const named = [...text[language].matchAll(PLACEHOLDER)].map(([, name = '']) => name)
    if (named.some((name) => word(name) === '')) return []
    return [{ text: text[language].replaceAll(PLACEHOLDER, (_, name: string) => word(name)).trim(), large }]
  })
  return { lines, code: codeOf(box, record.seq) }
}

function fieldText({ fields }: Form, name: string, value: unknown, language: Language): string {
  const field = fields[name]
  if (field === undefined || value === undefined || value === null) return ''
  if (typeof value === 'number') return field.decimals === undefined ? String(value) : value.toFixed(field.decimals)
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  const words = (Array.isArray(value) ? value : [value]).map(
    (each) => field.options?.[String(each)]?.[language] ?? String(each),
  )
  return words.join('、')
}

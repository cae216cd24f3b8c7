import type { SiteEntry } from './api/shapes.ts'
import type { useWords } from './words.ts'

type Words = ReturnType<typeof useWords>
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '–' : JSON.stringify(value)

export const commitmentOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || !('commitment' in value)) return undefined
  return typeof value.commitment === 'string' ? value.commitment : undefined
}

export type Field = { key: string; text: string; commitment: string | undefined }
/** Weights of a form share one `unit`: it is shown beside each of them. */
const WEIGHED = new Set(['net', 'gross', 'tare'])

/** The data of an entry as the API gave it, field by field, in words where there are words. */
export function fieldsOf(data: Readonly<Record<string, unknown>> | undefined, { codeWord }: Words): Field[] {
  const all = Object.entries(data ?? {})
  const unit = all.some(([key]) => WEIGHED.has(key)) ? data?.unit : undefined
  const textIn = (key: string, value: unknown): string => {
    if (typeof value === 'boolean') return codeWord('boolean', String(value))
    if (key === 'origin') return codeWord('origin', textOf(value))
    return typeof value === 'number' && WEIGHED.has(key) && typeof unit === 'string'
      ? `${value} ${unit}`
      : textOf(value)
  }
  return all
    .filter(([key]) => unit === undefined || key !== 'unit')
    .map(([key, value]) => ({ key, text: textIn(key, value), commitment: commitmentOf(value) }))
}

/** Data of an entry in one line, `key value · key value`; what is committed to or nested is left to the details. */
export function plainData(data: Readonly<Record<string, unknown>> | undefined, words: Words, most = 3): string {
  return fieldsOf(data, words)
    .filter(({ key }) => typeof data?.[key] !== 'object')
    .slice(0, most)
    .map(({ key, text }) => `${words.codeWord('field', key)} ${text}`)
    .join(' · ')
}

/** What an entry is about, in words. */
export function headline(entry: SiteEntry, { t, codeWord }: Words): string {
  const further = entry as Record<string, unknown>
  switch (entry.type) {
    case 'record':
      return codeWord('form', entry.form ?? '')
    case 'event':
      return codeWord('event', entry.event ?? '')
    case 'alarm':
      return `${codeWord('rule', String(further.rule ?? ''))} · ${codeWord('alarmStep', String(further.step ?? ''))}`
    case 'gap':
      return codeWord('reason', entry.reason ?? '')
    case 'command': {
      const value = further.value === undefined ? '' : ` ${textOf(further.value)}`
      return `${codeWord('command', entry.command ?? '')}${value} · ${codeWord('result', entry.result ?? '')}`
    }
    case 'registry': {
      const registry = further.registry as { revision?: number; devices?: unknown[] } | undefined
      return t('events.revision', { n: registry?.revision ?? '?', devices: registry?.devices?.length ?? '?' })
    }
  }
}

/** A gap's seqs, where it names them. */
export function gapSpan(entry: SiteEntry): { from: number; to: number } | undefined {
  const { from, to } = entry as Record<string, unknown>
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined
}

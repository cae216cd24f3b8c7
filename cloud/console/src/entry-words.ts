import type { SiteEntry } from './api/shapes.ts'
import type { useWords } from './words.ts'

type Words = ReturnType<typeof useWords>
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '–' : JSON.stringify(value)

/** Data of an entry in one line, `key value · key value`; what is committed to or nested is left to the details. */
export function plainData(data: Readonly<Record<string, unknown>> | undefined, { codeWord }: Words, most = 4): string {
  return Object.entries(data ?? {})
    .filter(([, value]) => typeof value !== 'object' || value === null)
    .slice(0, most)
    .map(([key, value]) => `${codeWord('field', key)} ${textOf(value)}`)
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

export const commitmentOf = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || !('commitment' in value)) return undefined
  return typeof value.commitment === 'string' ? value.commitment : undefined
}

/** A gap's seqs, where it names them. */
export function gapSpan(entry: SiteEntry): { from: number; to: number } | undefined {
  const { from, to } = entry as Record<string, unknown>
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined
}

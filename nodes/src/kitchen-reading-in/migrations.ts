import type { Migration } from '../shared/migrate.ts'

/** Version 1 keeps the picked ids as lists; before, one field held one id. */
export const migrations: readonly Migration[] = [
  {
    to: 1,
    up: (config) => ({
      output: 'value',
      latest: true,
      ...config,
      ...Object.fromEntries(['devices', 'points', 'kinds', 'zones'].map((key) => [key, listOf(config[key])])),
    }),
  },
]

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' && value !== '' ? [value] : []

import type { Migration } from '../shared/migrate.ts'

export const migrations: readonly Migration[] = [
  { to: 1, up: (config) => ({ registeredUnit: '', position: '', output: 'value', ...config }) },
]

import type { Migration } from '../shared/migrate.ts'

export const migrations: readonly Migration[] = [{ to: 1, up: (config) => ({ device: '', event: '', ...config }) }]

import type { Migration } from '../shared/migrate.ts'

export const migrations: readonly Migration[] = [
  { to: 1, up: (config) => ({ baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, ...config }) },
]

/** One step of a node's configuration: brings version `to - 1` to version `to`. */
export type Migration = { to: number; up(config: Config): Config }
export type Config = Record<string, unknown>

/** Brings a stored configuration of any earlier version up to date; the stored one is not altered. */
export function migrate(config: Config, migrations: readonly Migration[]): Config {
  let current = { ...config }
  for (const { to, up } of migrations) {
    const version = typeof current.version === 'number' ? current.version : 0
    if (version < to) current = { ...up(current), version: to }
  }
  return current
}

export const text = (config: Config, key: string): string => {
  const value = config[key]
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

/** An optional whole number as editors store it: number, or text that may be empty. */
export const whole = (config: Config, key: string): number | undefined => {
  const value = text(config, key)
  return /^-?\d+$/.test(value) ? Number(value) : undefined
}

import type { Bus, ScanRequest } from '../../box/setup-client.ts'

export const BAUD_RATES = [2400, 4800, 9600, 19200, 38400, 57600, 115200]
export const PARITIES = ['none', 'even', 'odd'] as const

/** What to scan, as the form holds it: `bus <id>`, `port <path>`, or `network` with host and port. */
export type Target = {
  what: string
  host: string
  port: string
  transport: 'modbus-tcp' | 'modbus-rtu-over-tcp'
  baudRates: number[]
  parities: (typeof PARITIES)[number][]
  pause: boolean
}

/** The request, or nothing while something is missing. */
export function requestOf(
  { what, host, port, transport, baudRates, parities, pause }: Target,
  buses: readonly Bus[],
  span: { from: number; to: number; thorough: boolean },
): ScanRequest | undefined {
  const { from, to, thorough } = span
  if (!(from >= 1 && to <= 247 && from <= to)) return undefined
  const asked = { from, to, ...(thorough ? { thorough } : {}) }
  const [kind, ...rest] = what.split(' ')
  const name = rest.join(' ')
  if (kind === 'bus') {
    const bus = buses.find(({ id }) => id === name)
    if (bus === undefined) return undefined
    return { ...asked, bus: name, ...(pause ? { pause, baudRates, parities } : {}) }
  }
  if (kind === 'port') {
    if (name === '' || baudRates.length === 0 || parities.length === 0) return undefined
    return { ...asked, line: { transport: 'modbus-rtu', path: name }, baudRates, parities }
  }
  const number = Number(port)
  if (host.trim() === '' || !(number >= 1 && number <= 65535)) return undefined
  return { ...asked, line: { transport, host: host.trim(), port: number } }
}

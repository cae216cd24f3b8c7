import type { Bus } from '../box/setup-client.ts'

/** Where a bus is, in one piece: its port and settings, or its host and port. */
export function placeText({
  path,
  host,
  port,
  baudRate,
  dataBits = 8,
  parity = 'none',
  stopBits = 1,
  tls,
}: Partial<Bus>): string {
  if (path !== undefined)
    return baudRate === undefined
      ? path
      : `${path} · ${baudRate} ${dataBits}${parity.slice(0, 1).toUpperCase()}${stopBits}`
  if (host !== undefined) return `${tls === undefined ? '' : 'mqtts://'}${host}:${port ?? ''}`
  return port === undefined ? '' : `:${port}`
}

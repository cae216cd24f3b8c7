import type { Bus, Tls, Transport, Unit } from '@zaojun/core'
import type { Profile } from '@zaojun/device-profiles'
import { addressOf } from './one-unit.ts'
import { Misuse } from './verb.ts'

/**
 * How a real unit is reached: `tcp://host:port`, a serial path, `mqtt://host:port`, `mqtts://host:port` with the files of
 * `Tls`, or `listen://host:port`.
 */
export type LiveTarget = {
  at: string
  address?: string | undefined
  baud?: string | undefined
  framing?: string | undefined
  ca?: string | undefined
  cert?: string | undefined
  key?: string | undefined
}

const OVER_TCP: readonly Transport[] = ['modbus-tcp', 'modbus-rtu-over-tcp', 'stream-tcp']
const SERIAL: readonly Transport[] = ['modbus-rtu', 'stream-serial', 'keyboard']
const LISTEN: readonly Transport[] = ['http', 'hj-212', 'jt-808', 'mqtt']
/** Someone stands beside the unit and waits. */
const FAST_POLL_MS = 500
const USUAL_PORTS: Record<string, number> = { mqtt: 1883, mqtts: 8883 }
const MOST_PORT = 65_535

/** The bus and unit of a live check. Throws `Misuse` where the address and the profile do not go together. */
export function liveBus(profile: Profile, target: LiveTarget): { bus: Bus; unit: Unit } {
  const { transport, place } = placeOf(profile, target)
  const baudRate = target.baud === undefined ? profile.line?.baudRate : Number(target.baud)
  const line = { ...profile.line, ...(baudRate === undefined ? {} : { baudRate }) }
  const stated = target.address ?? addressOf(profile, transport)
  const address = typeof stated === 'string' && profile.modbus ? Number(stated) : stated
  return {
    bus: { id: 'line', name: target.at.slice(0, 80), transport, ...line, ...place },
    unit: {
      id: 'unit',
      bus: 'line',
      profile: profile.id,
      address,
      ...(profile.modbus ? { params: { 'poll-ms': FAST_POLL_MS } } : {}),
    },
  }
}

function placeOf(
  { transports }: Profile,
  { at, framing, ca, cert, key }: LiveTarget,
): { transport: Transport; place: Partial<Bus> } {
  const url = /^(tcp|mqtts?|listen):\/\/(\[[^\]]+\]|[^:/]+)(?::([0-9]{1,5}))?\/?$/.exec(at)
  const choose = (from: readonly Transport[]): Transport => {
    const fitting = from.filter((each) => transports.includes(each))
    const chosen = framing === 'rtu' ? fitting.find((each) => each.includes('rtu')) : fitting[0]
    if (chosen === undefined)
      throw new Misuse(`型号不走这里 / the profile does not speak there: ${transports.join(', ')}`)
    return chosen
  }
  if (url === null) {
    if (at.includes('://')) throw new Misuse(`不认识的地址 / no such address: ${at}`)
    return { transport: choose(SERIAL), place: { path: at } }
  }
  const [, scheme = '', host = '', digits = ''] = url
  const port = digits === '' ? (USUAL_PORTS[scheme] ?? 502) : Number(digits)
  if (port < 1 || port > MOST_PORT) throw new Misuse(`端口 / port: ${digits}`)
  if (scheme === 'tcp') return { transport: choose(OVER_TCP), place: { host, port } }
  if (scheme === 'mqtt') return { transport: choose(['mqtt']), place: { host, port } }
  if (scheme === 'mqtts') {
    const files = { caFile: ca, certFile: cert, keyFile: key }
    const tls: Tls = Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined))
    return { transport: choose(['mqtt']), place: { host, port, tls } }
  }
  const transport = choose(LISTEN)
  // A broker of our own has a port and no host.
  return { transport, place: transport === 'mqtt' ? { port } : { host, port } }
}

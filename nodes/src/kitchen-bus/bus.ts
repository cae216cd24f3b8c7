import type { Bus, Transport } from '@zaojun/core'
import { isId, isName, within } from '../shared/checks.ts'
import { type Config, text, whole } from '../shared/migrate.ts'
import { NEEDS, type Needs } from './needs.ts'

/** The bus a configuration describes, or undefined while it is incomplete. */
export function busOf(config: Config): Bus | undefined {
  const transport = text(config, 'transport') as Transport
  const id = text(config, 'bus')
  const name = text(config, 'name') || id
  if (!isId(id) || !isName(name) || !Object.hasOwn(NEEDS, transport)) return undefined
  const place = PLACES[NEEDS[transport]](config)
  return place && { id, name, ...(config.simulated === true ? { simulated: true } : {}), transport, ...place }
}

type Place = Omit<Bus, 'id' | 'name' | 'transport' | 'simulated'>

const PLACES: Record<Needs, (config: Config) => Place | undefined> = {
  serial(config) {
    const path = pathOf(config)
    const baudRate = whole(config, 'baudRate') ?? 9600
    if (path === undefined || !within(baudRate, 300, 921_600)) return undefined
    const given = text(config, 'parity')
    const parity = given === 'even' || given === 'odd' ? given : 'none'
    const dataBits = whole(config, 'dataBits') === 7 ? 7 : 8
    const stopBits = whole(config, 'stopBits') === 2 ? 2 : 1
    return { path, baudRate, dataBits, parity, stopBits }
  },
  reader(config) {
    const path = pathOf(config)
    return path === undefined ? undefined : { path }
  },
  network(config) {
    const { host, port } = hostAndPort(config)
    return host === undefined || port === undefined ? undefined : { host, port }
  },
  listening: (config) => portAlone(config),
  /** Without a host the box is the broker itself. */
  broker(config) {
    const place = portAlone(config)
    if (place?.host === undefined || config.tls !== true) return place
    return { ...place, tls: tlsOf(config) }
  },
}

function tlsOf(config: Config): NonNullable<Bus['tls']> {
  const said = (key: keyof NonNullable<Bus['tls']>, longest: number) => {
    const value = text(config, key)
    return value === '' || value.length > longest ? {} : { [key]: value }
  }
  return { ...said('caFile', 256), ...said('certFile', 256), ...said('keyFile', 256), ...said('serverName', 253) }
}

function pathOf(config: Config): string | undefined {
  const path = text(config, 'path')
  return path === '' || path.length > 256 ? undefined : path
}

function portAlone(config: Config): Place | undefined {
  const { host, port } = hostAndPort(config)
  return port === undefined ? undefined : { ...(host === undefined ? {} : { host }), port }
}

function hostAndPort(config: Config): { host?: string; port?: number } {
  const host = text(config, 'host')
  const port = whole(config, 'port')
  return {
    ...(host === '' || host.length > 256 ? {} : { host }),
    ...(port === undefined || !within(port, 1, 65_535) ? {} : { port }),
  }
}

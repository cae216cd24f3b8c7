import type { Bus } from '@zaojun/core'
import { isId, isName, within } from '../shared/checks.ts'
import { type Config, text, whole } from '../shared/migrate.ts'

const SERIAL = ['modbus-rtu', 'stream-serial']
const NETWORK = ['modbus-tcp', 'modbus-rtu-over-tcp', 'stream-tcp']

/** The bus a configuration describes, or undefined while it is incomplete. */
export function busOf(config: Config): Bus | undefined {
  const transport = text(config, 'transport')
  const id = text(config, 'bus')
  const name = text(config, 'name') || id
  if (!isId(id) || !isName(name)) return undefined
  const head = { id, name, ...(config.simulated === true ? { simulated: true } : {}) }
  if (SERIAL.includes(transport)) {
    const path = text(config, 'path')
    const baudRate = whole(config, 'baudRate') ?? 9600
    const dataBits = whole(config, 'dataBits') === 7 ? 7 : 8
    const stopBits = whole(config, 'stopBits') === 2 ? 2 : 1
    const given = text(config, 'parity')
    const parity = given === 'even' || given === 'odd' ? given : 'none'
    if (path === '' || path.length > 256 || !within(baudRate, 300, 921_600)) return undefined
    return { ...head, transport: transport as Bus['transport'], path, baudRate, dataBits, parity, stopBits }
  }
  if (!NETWORK.includes(transport)) return undefined
  const host = text(config, 'host')
  const port = whole(config, 'port')
  if (host === '' || host.length > 256 || port === undefined || !within(port, 1, 65_535)) return undefined
  return { ...head, transport: transport as Bus['transport'], host, port }
}

import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'

/** A serial port to pick: `path` is the name that survives replugging where there is one; `device` what it is now. */
export const SerialPlace = Type.Object({
  path: Type.String(),
  device: Type.String(),
  stable: Type.Boolean({ description: 'The path survives replugging and a restart' }),
  bus: Type.Optional(Type.String({ description: 'The bus that uses it' })),
})
export type SerialPlace = Static<typeof SerialPlace>

const STABLE_FOLDERS = ['serial/by-id', 'serial/by-path']
/** USB adapters, on-board ports of boxes, ports of ARM boards. */
const PORT_NAMES = /^(ttyUSB|ttyACM|ttyAMA|ttymxc|ttySC|ttyO|ttyXRUSB|ttyS)[0-9]+$/
/** A PC names up to 32 ttyS ports whether they are there or not; the kernel knows no type of those that are not. */
const PLATFORM_PORT = /^ttyS[0-9]+$/

/**
 * The serial ports of this machine, by their stable names first. Read from the file system alone: the library's own
 * list needs udevadm, which a bare machine has not. `system` is where /dev and /sys hang; tests give their own.
 */
export function serialPorts(buses: readonly { id: string; path?: string }[], system = '/'): SerialPlace[] {
  const ports = new Map<string, SerialPlace>()
  const add = (path: string, stable: boolean) => {
    const device = realOf(path)
    if (device === undefined || ports.has(device)) return
    const bus = buses.find((each) => each.path !== undefined && realOf(each.path) === device)?.id
    ports.set(device, { path, device, stable, ...(bus === undefined ? {} : { bus }) })
  }
  for (const folder of STABLE_FOLDERS)
    for (const name of namesIn(join(system, 'dev', folder))) add(join(system, 'dev', folder, name), true)
  for (const name of namesIn(join(system, 'dev')))
    if (PORT_NAMES.test(name) && isThere(system, name)) add(join(system, 'dev', name), false)
  return [...ports.values()]
}

/** Whether two paths name one port, whatever links they go through. */
export const samePort = (one: string, other: string): boolean =>
  one === other || (realOf(one) !== undefined && realOf(one) === realOf(other))

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

function isThere(system: string, name: string): boolean {
  if (!PLATFORM_PORT.test(name)) return true
  try {
    return readFileSync(join(system, 'sys/class/tty', name, 'type'), 'utf8').trim() !== '0'
  } catch {
    return false
  }
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Bus } from '@zaojun/core'
import { freePort } from '../../../scripts/free-port.ts'
import { createBusDriver } from '../../src/drivers/index.ts'
import { atEnd, catalogue, Ear, rolesOf } from '../drivers/rig.ts'
import { Clients, type Login, ONE, readings } from './clients.ts'
import { type Program, run, Standing } from './programs.ts'

export const BOX: Login = { user: 'box', password: 'secret:of:the:box' }
export const TOPIC = 'zaojun/one/readings'
export const NEEDS: Program[] = ['mosquitto', 'mosquitto clients']

/** A folder of the test's own, gone when it is over. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-mosquitto-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * A mosquitto that knows the box and the unit by their passwords, started as often as one likes at the same place.
 * `secure`: the lines of a second listener, for the box, over TLS.
 */
export async function mosquitto(folder = scratch(), secure?: string[]) {
  const [port, securePort] = [await freePort(), await freePort()]
  const passwords = join(folder, 'passwords')
  writeFileSync(passwords, '')
  for (const { user, password } of [BOX, ONE]) await run('mosquitto_passwd', ['-b', passwords, user, password])
  const config = join(folder, 'mosquitto.conf')
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous false', `password_file ${passwords}`]
  if (secure !== undefined) lines.push(`listener ${securePort} 127.0.0.1`, ...secure)
  // Started by root it would become a user who may not read this folder.
  writeFileSync(config, [...lines, 'persistence false', `user ${userInfo().username}`, ''].join('\n'))
  const start = async () => {
    const broker = new Standing('mosquitto', ['-c', config])
    await broker.says(/mosquitto version .* running/)
    return broker
  }
  return { port, securePort, start, unit: new Clients(port, ONE, 'mqttv5') }
}

/** Our driver as a client of a broker on this machine. */
export function boxAt(place: Pick<Bus, 'host' | 'port' | 'tls'>, secret = `${BOX.user}:${BOX.password}`) {
  const ear = new Ear()
  ear.secrets.set('bus.line', secret)
  const bus = { id: 'line', name: 'line', transport: 'mqtt' as const, host: '127.0.0.1', ...place }
  const driver = createBusDriver(bus, catalogue, ear.context)
  const units = [{ id: 'unit', profile: 'zaojun-contract-switched-load-mqtt', bus: 'line', address: 'one' }]
  driver.setUnits(units, rolesOf(units))
  atEnd(() => driver.stop())
  driver.start()
  return { ear, driver, errors: () => driver.stats().errors }
}

/** Says a value as a unit does, again and again, until the box, which may still be subscribing, has it. */
export async function comesThrough(unit: Clients, ear: Ear, current: number): Promise<void> {
  while (!ear.samples.some(({ channel, value }) => channel === 'current' && value === current))
    await unit.publish(TOPIC, readings({ current }))
}

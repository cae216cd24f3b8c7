import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bus } from '@zaojun/core'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { Call } from '../drivers/dial-rig.ts'
import { PHONE, Terminal } from '../drivers/jt808-terminal.ts'
import { startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

/** A box to which one vehicle may dial in, and a way to be that vehicle. */
async function boxOnTheRoad(name: string) {
  const folder = temporaryFolder(name)
  const port = await freePort()
  const bus: Bus = { id: 'road', name: 'road', transport: 'jt-808', port, host: '127.0.0.1' }
  const units = [{ id: 'van', bus: 'road', profile: 'jt808-2013', address: PHONE }]
  const kitchen = { buses: [bus], units, devices: [] }
  const start = async () => {
    const started = await startBox(folder, { simulator: { kitchen: () => kitchen } })
    while (!started.gateway.box.buses.driver('road')?.stats().connected) await pause(5)
    return started
  }
  const dial = async () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const call = new Call(socket)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'connect')
    return new Terminal(call)
  }
  return { folder, start, dial }
}

it('[D25] a vehicle that registered proves itself with its old code after the box was restarted', async () => {
  const { start, dial } = await boxOnTheRoad('codes')
  const { gateway } = await start()
  const before = await dial()
  expect(await before.register()).toBe(0)
  expect(await before.authenticate()).toBe(0)
  await gateway.stop()
  await start()
  const after = await dial()
  expect(await after.authenticate(before.code)).toBe(0)
})

it('the code a vehicle was given is readable by the box alone and stands in no entry', async () => {
  const { folder, start, dial } = await boxOnTheRoad('codes-kept')
  const { box } = await start()
  const van = await dial()
  await van.login()
  const file = join(folder, 'box/secrets.json')
  expect(readFileSync(file, 'utf8')).toContain(van.code)
  expect(statSync(file).mode & 0o077).toBe(0)
  expect((await box.get<{ names: string[] }>('/api/secrets')).body.names).toEqual(['terminal.van'])
  const said = await Promise.all(['/api/entries?limit=1000', '/api/units/van/trace', '/api/buses'].map(box.get))
  expect(JSON.stringify(said)).not.toContain(van.code)
})

it('another terminal may take a vehicle’s number once what binds it was removed', async () => {
  const { start, dial } = await boxOnTheRoad('codes-removed')
  const { box } = await start()
  const old = await dial()
  await old.login()
  expect(await (await dial()).register('NEWBOX1')).toBe(3)
  expect((await box.send('DELETE', '/api/secrets/terminal.van')).status).toBe(200)
  await old.call.until(() => old.call.closed)
  const fresh = await redial(dial)
  expect(await fresh.register('NEWBOX1')).toBe(0)
  expect(await fresh.authenticate(old.code)).toBe(1)
})

it('a code that a person set holds, and binds to the first terminal that registers', async () => {
  const { start, dial } = await boxOnTheRoad('codes-set')
  const { box } = await start()
  expect((await box.send('PUT', '/api/secrets/terminal.van', { secret: 'chosen' })).status).toBe(200)
  const van = await redial(dial)
  expect(await van.register()).toBe(0)
  expect(van.code).toBe('chosen')
  expect(await (await dial()).register('OTHER01')).toBe(3)
})

/** The bus is made anew: until it listens again, nobody is there. */
async function redial(dial: () => Promise<Terminal>): Promise<Terminal> {
  for (;;) {
    try {
      const terminal = await dial()
      await pause(30)
      if (!terminal.call.closed) return terminal
    } catch {
      await pause(10)
    }
  }
}

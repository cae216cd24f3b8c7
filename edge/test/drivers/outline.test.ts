import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Maker } from '../../src/drivers/index.ts'
import { dialRig } from './dial-rig.ts'
import { atEnd } from './rig.ts'

const ROOT = join(import.meta.dirname, '../../..')
const CODE = /```ts\n([\s\S]*?)```/
/** What the outline takes from the drivers' folder; all else in it are types. */
const TAKES: Record<string, string> = {
  LISTENER_LIMITS: 'listener/limits.ts',
  TcpListener: 'listener/tcp-listener.ts',
  MessageUnits: 'message-units.ts',
}

/** The driver that docs/protocols.md shows, as an outsider would copy it. */
async function outlined(): Promise<Maker> {
  const [, code = ''] = CODE.exec(readFileSync(join(ROOT, 'docs/protocols.md'), 'utf8')) ?? []
  const imports = Object.entries(TAKES).map(
    ([name, file]) => `import { ${name} } from '${pathToFileURL(join(ROOT, 'edge/src/drivers', file))}'\n`,
  )
  const folder = mkdtempSync(join(tmpdir(), 'outline-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'line-call-driver.ts')
  writeFileSync(file, imports.join('') + code)
  const { LineCallDriver } = await import(pathToFileURL(file).href)
  return (...given) => new LineCallDriver(...given)
}

const units = [{ id: 'probe', profile: 'hj212-fume-2017', address: 'A1' }]

describe('the outline of a new protocol in docs/protocols.md', () => {
  it('listens, and answers a unit it knows whose lines no codec reads', async () => {
    const { call, driver } = await dialRig('hj-212', units, { make: await outlined() })
    const caller = await call()
    caller.say('A1 ##0')
    caller.say('\n')
    await caller.until(() => caller.heard.toString() === 'no\n')
    expect(driver.stats().units).toMatchObject([{ unit: 'probe', polls: 1, answers: 0 }])
  })

  it('shows the installer who knocked', async () => {
    const { call, driver } = await dialRig('hj-212', units, { make: await outlined() })
    const caller = await call()
    caller.say('NOBODY 1\nA1 2\n')
    await caller.until(() => caller.heard.length > 0)
    expect(driver.stats()).toMatchObject({ errors: { 'unknown-unit': 1 }, strangers: [{ address: 'NOBODY' }] })
  })

  it('refuses orders', async () => {
    const { driver } = await dialRig('hj-212', units, { make: await outlined() })
    const order = { unit: 'probe', channel: 'fume', command: 'start' }
    expect(await driver.command(order)).toEqual({ result: 'refused', reason: 'not-writable' })
  })
})

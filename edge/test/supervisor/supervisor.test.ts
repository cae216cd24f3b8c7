import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { nodeRedChild } from '../../src/supervisor/box.ts'
import type { ChildSpec, SupervisorDeps } from '../../src/supervisor/supervised-child.ts'
import { Supervisor } from '../../src/supervisor/supervisor.ts'
import { gatewayNode, tab } from '../node-red/flow-parts.ts'
import { callEditor, type Flow, nodeRedOptions } from '../node-red/node-red-process.ts'

type Line = Parameters<SupervisorDeps['log']>[0]
const still: ChildSpec = { name: 'gateway', module: join(import.meta.dirname, 'still-child.ts') }
const hung = join(import.meta.dirname, 'hung-child.ts')

/** A supervisor and all it said; `said` waits for a line. */
function supervise(specs: ChildSpec[]) {
  const lines: Line[] = []
  let wake = () => {}
  const supervisor = new Supervisor(specs, {
    now: () => performance.now(),
    random: () => 0,
    log: (line) => {
      lines.push(line)
      wake()
    },
  })
  const said = async (is: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const found = lines.find(is)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  return { supervisor, lines, said }
}

const running: Supervisor[] = []
afterEach(async () => {
  for (const supervisor of running.splice(0)) await supervisor.stop()
})

const isGone = (pid: number): boolean => {
  const stat = `/proc/${pid}/stat`
  return !existsSync(stat) || readFileSync(stat, 'utf8').includes(') Z ')
}

describe('the supervisor', () => {
  it('starts a child again that was killed, and leaves the other alone', async () => {
    const { supervisor, said } = supervise([still, { ...still, name: 'other' }])
    running.push(supervisor)
    supervisor.start()
    await said(({ child, event }) => child === 'gateway' && event === 'ready')
    await said(({ child, event }) => child === 'other' && event === 'ready')
    const [gateway, other] = supervisor.children()
    process.kill(other?.pid ?? 0, 'SIGKILL')
    await said(({ child, event }) => child === 'other' && event === 'failed')
    await said(
      ({ child, event, detail }) => child === 'other' && event === 'started' && !detail.includes(`${other?.pid}`),
    )
    expect(supervisor.children()[0]).toMatchObject({ pid: gateway?.pid, failures: 0, state: 'running' })
    expect(supervisor.children()[1]).toMatchObject({ failures: 1, lastFailure: 'exit' })
  })

  it('kills a child whose event loop hangs', async () => {
    const { supervisor, said } = supervise([{ name: 'hung', module: hung, silentForMs: 2_500 }])
    running.push(supervisor)
    supervisor.start()
    expect((await said(({ event }) => event === 'failed')).detail).toContain('hung')
  })

  it('stops its children when it is told to', async () => {
    const { supervisor, said } = supervise([still])
    supervisor.start()
    await said(({ event }) => event === 'ready')
    const pid = supervisor.children()[0]?.pid ?? 0
    await supervisor.stop()
    expect(isGone(pid)).toBe(true)
    expect(supervisor.children()).toMatchObject([{ state: 'stopped', failures: 0 }])
  })

  it('takes its children with it when it is killed, one that hangs too', async () => {
    const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent.ts'), hung], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (chunk) => resolve(Number(String(chunk)))),
    )
    parent.kill('SIGKILL')
    await expect.poll(() => isGone(pid)).toBe(true)
  })
})

describe('a flow that never ends', () => {
  const loop = (code: string): Flow => [
    tab('tab-1'),
    gatewayNode(),
    {
      id: 'go',
      type: 'inject',
      z: 'tab-1',
      props: [{ p: 'payload' }],
      once: true,
      onceDelay: 0.1,
      repeat: '',
      x: 1,
      y: 1,
      wires: [['f']],
    },
    { id: 'f', type: 'function', z: 'tab-1', func: code, outputs: 1, libs: [], x: 2, y: 1, wires: [[]] },
  ]

  it('[G1] ends in safe mode with a usable editor, and the gateway does not notice', async () => {
    const { folder, ...options } = nodeRedOptions({ url: 'http://127.0.0.1:1', token: 'none' }, loop('while (true) {}'))
    const { supervisor, lines, said } = supervise([still, { ...nodeRedChild(options), silentForMs: 3_000 }])
    running.push(supervisor)
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    supervisor.start()
    await said(({ child, event }) => child === 'gateway' && event === 'ready')
    const gateway = supervisor.children()[0]?.pid
    await said(({ child, event, detail }) => child === 'node-red' && event === 'ready' && detail === 'safe')
    expect(supervisor.children()[1]).toMatchObject({ safeMode: true, lastFailure: 'hung' })
    const failures = lines.filter(({ child, event }) => child === 'node-red' && event === 'failed')
    expect(failures.findIndex(({ detail }) => detail.endsWith('in safe mode'))).toBe(2)
    const state = await callEditor(options, '/flows/state')
    expect(state.json()).toEqual({ state: 'safe' })
    expect((await callEditor(options, '/')).text).toContain('灶君')

    const headers = { 'node-red-api-version': 'v2', 'node-red-deployment-type': 'full' }
    const repaired = await callEditor(options, '/flows', {
      method: 'POST',
      body: { flows: loop('return msg') },
      headers,
    })
    expect(repaired.status).toBe(200)
    await said(({ child, event, detail }) => child === 'node-red' && event === 'ready' && detail === 'running')
    expect(supervisor.children()[0]).toMatchObject({ pid: gateway, failures: 0 })
  })
})

import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeRedOptions } from '../../../edge/src/node-red/options.ts'

const MAIN = join(import.meta.dirname, '../../../edge/src/node-red/main.ts')
const LOOPS_AFTER_S = 5
const LOOK_MS = 500
const HANGS_WITHIN_MS = 60_000
/** Linux counts CPU time in these (USER_HZ). */
const TICKS_A_SECOND = 100
const UTIME_FIELD = 13
const LEAST_LOAD = 0.3

/** Where a node stands: without it Node-RED takes it for a configuration that does nothing. */
const placed = { x: 1, y: 1, z: 'tab' }
/** They hear every reading of the kitchen, and then a function never returns. */
const FLOWS = [
  { id: 'tab', type: 'tab', label: 'loop', disabled: false },
  { id: 'gw', type: 'kitchen-gateway', name: '', url: '', version: 1 },
  {
    id: 'in',
    type: 'kitchen-reading-in',
    ...placed,
    gateway: 'gw',
    name: '',
    zone: '',
    kind: '',
    device: '',
    point: '',
    version: 1,
    wires: [[]],
  },
  {
    id: 'once',
    type: 'inject',
    ...placed,
    props: [{ p: 'payload' }],
    payload: '',
    payloadType: 'date',
    once: true,
    onceDelay: LOOPS_AFTER_S,
    repeat: '',
    wires: [['loop']],
  },
  { id: 'loop', type: 'function', ...placed, func: 'while (true) {}', outputs: 1, libs: [], wires: [[]] },
]

/** The real Node-RED process of a box, connected to its gateway and then in an endless loop. Returns what ends it. */
export async function hungNodeRed(
  folder: string,
  gateway: { url: string; token: string },
): Promise<() => Promise<void>> {
  const place = join(folder, 'node-red')
  mkdirSync(place, { recursive: true })
  const secret = (name: string, text: string) => {
    writeFileSync(join(place, name), text, { mode: 0o600 })
    return join(place, name)
  }
  writeFileSync(join(place, 'flows.json'), JSON.stringify(FLOWS))
  const options: NodeRedOptions = {
    userDir: place,
    socketPath: join(place, 'editor.sock'),
    gatewayUrl: gateway.url,
    flowTokenFile: secret('flow-token', gateway.token),
    editorSecretFile: secret('editor-secret', randomBytes(32).toString('hex')),
    credentialSecretFile: secret('credential-secret', randomBytes(32).toString('hex')),
    language: 'en-US',
  }
  const child = fork(MAIN, [], {
    env: { ...process.env, ZAOJUN_NODE_RED: JSON.stringify(options) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { type: string }) => message.type === 'ready' && resolve())
    child.once('exit', (code) => reject(new Error(`Node-RED ended with ${code}`)))
  })
  child.removeAllListeners('exit')
  const until = performance.now() + HANGS_WITHIN_MS
  while (!(await loops(child))) {
    if (performance.now() > until) throw new Error('interlock: Node-RED does not hang as it should')
    await sleep(LOOK_MS)
  }
  return async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
}

/** Whether it is deaf to a question and burns its core: the machine may be busy, so a part of one says enough. */
async function loops({ pid }: ChildProcess): Promise<boolean> {
  const cpu = () => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[UTIME_FIELD - 2])
  const [before, from] = [cpu(), performance.now()]
  await sleep(2_000)
  const seconds = (performance.now() - from) / 1_000
  return (cpu() - before) / TICKS_A_SECOND / seconds > LEAST_LOAD
}

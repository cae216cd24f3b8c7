import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EDITOR_PASS_HEADER, signPass } from '../../src/node-red/editor-pass.ts'
import type { NodeRedOptions } from '../../src/node-red/options.ts'
import { provisionSecret } from '../../src/node-red/secrets.ts'

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'node-red', 'main.ts')

export type Flow = ({ id: string; type: string } & Record<string, unknown>)[]
export type Answer = { status: number; headers: Record<string, unknown>; text: string; json<Shape>(): Shape }

/** A folder with the secrets of a box and a socket for its editor, below the temporary folder. */
export function nodeRedOptions(
  gateway: { url: string; token: string },
  flows?: Flow,
): NodeRedOptions & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-nr-'))
  const file = (name: string) => join(folder, name)
  provisionSecret(file('editor-secret'))
  provisionSecret(file('credential-secret'))
  writeFileSync(file('flow-token'), gateway.token)
  if (flows !== undefined) writeFileSync(file('flows.json'), JSON.stringify(flows))
  return {
    folder,
    userDir: folder,
    socketPath: file('editor.sock'),
    gatewayUrl: gateway.url,
    flowTokenFile: file('flow-token'),
    editorSecretFile: file('editor-secret'),
    credentialSecretFile: file('credential-secret'),
    language: 'en-US',
  }
}

/** Calls the editor on its unix socket, with a pass unless told otherwise. */
export function callEditor(
  options: NodeRedOptions,
  path: string,
  {
    method = 'GET',
    body,
    headers = {},
    pass = true,
  }: { method?: string; body?: unknown; headers?: Record<string, string>; pass?: boolean } = {},
): Promise<Answer> {
  const secret = provisionSecret(options.editorSecretFile)
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const call = request({
    socketPath: options.socketPath,
    path: `/editor${path}`,
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(pass ? { [EDITOR_PASS_HEADER]: signPass(secret, 'installer', Date.now()) } : {}),
      ...headers,
    },
  })
  call.on('error', reject)
  call.on('response', (response) => {
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('error', reject)
    response.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) })
    })
  })
  call.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

/** The real Node-RED process of a box, started as the supervisor starts it. */
export class NodeRedProcess {
  readonly options: NodeRedOptions & { folder: string }
  output = ''
  #process: ChildProcess | undefined

  constructor(gateway: { url: string; token: string }, flows?: Flow, more: Partial<NodeRedOptions> = {}) {
    this.options = { ...nodeRedOptions(gateway, flows), ...more }
  }

  /** Resolves with the state it reports: `running` or `safe`. */
  async start(): Promise<string> {
    const { folder: _, ...options } = this.options
    const child = fork(MAIN, [], {
      env: { ...process.env, ZAOJUN_NODE_RED: JSON.stringify(options) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#process = child
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        this.output += String(chunk)
      })
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    child.on('message', (message: { type: string; state?: string }) => {
      if (message.type === 'ready') resolve(message.state ?? '')
    })
    child.on('exit', (code) => reject(new Error(`Node-RED ended with ${code}: ${this.output}`)))
    return promise
  }

  async stop(): Promise<void> {
    const child = this.#process
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.send({ type: 'stop' })
      await gone
    }
    rmSync(this.options.folder, { recursive: true, force: true })
  }

  call(path: string, how?: Parameters<typeof callEditor>[2]): Promise<Answer> {
    return callEditor(this.options, path, how)
  }

  async flows(): Promise<{ flows: Flow; rev: string }> {
    return (await this.call('/flows', { headers: { 'node-red-api-version': 'v2' } })).json()
  }

  async deploy(flows: Flow, type: 'full' | 'nodes' | 'flows' | 'reload' = 'full'): Promise<Answer> {
    const headers = { 'node-red-api-version': 'v2', 'node-red-deployment-type': type }
    return this.call('/flows', { method: 'POST', body: { flows }, headers })
  }
}

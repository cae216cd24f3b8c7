import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { registerEditorProxy } from '../../src/node-red/proxy.ts'
import { provisionSecret } from '../../src/node-red/secrets.ts'
import { KitchenGateway } from './gateway.ts'
import { NodeRedProcess } from './node-red-process.ts'

const isLoggedIn = (request: FastifyRequest): boolean => request.headers.cookie === 'zaojun-box=session'
const session = { cookie: 'zaojun-box=session' }

/** Where the proxy looks for Node-RED may change between tests. */
async function gatewayWith(options: { socketPath: string; editorSecretFile: string }): Promise<KitchenGateway> {
  const gateway = new KitchenGateway()
  return gateway.start((app) =>
    registerEditorProxy(app, {
      socketPath: options.socketPath,
      secret: () => provisionSecret(options.editorSecretFile),
      allowed: isLoggedIn,
      now: () => Date.now(),
      report: (fault) => gateway.faults.push(fault),
    }),
  )
}

const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.on('close', resolve))

describe('the editor behind the gateway', () => {
  let nodeRed: NodeRedProcess
  let gateway: KitchenGateway

  beforeAll(async () => {
    nodeRed = new NodeRedProcess({ url: 'http://127.0.0.1:1', token: 'none' })
    await nodeRed.start()
    gateway = await gatewayWith(nodeRed.options)
  })
  afterAll(async () => {
    await gateway.stop()
    await nodeRed.stop()
  })

  it('asks whoever has no session to log in first, in both languages', async () => {
    const answer = await fetch(`${gateway.url}/editor/`, { headers: { accept: 'text/html' } })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toMatch(/请先登录.*log in/s)
    const api = await fetch(`${gateway.url}/editor/flows`)
    expect([api.status, (await api.json()).code]).toEqual([401, 'EDITOR_LOGIN'])
  })

  it('opens for a session, with all it loads', async () => {
    for (const [path, type] of [
      ['/', 'text/html'],
      ['/red/red.min.js', 'javascript'],
      ['/settings', 'json'],
    ] as const) {
      const answer = await fetch(`${gateway.url}/editor${path}`, { headers: session })
      expect([path, answer.status]).toEqual([path, 200])
      expect(answer.headers.get('content-type')).toContain(type)
      await answer.arrayBuffer()
    }
  })

  it('passes a deploy on, whole', async () => {
    const flows = [{ id: 'tab-1', type: 'tab', label: '烹饪间'.repeat(2000), disabled: false }]
    const headers = { ...session, 'content-type': 'application/json', 'node-red-api-version': 'v2' }
    const body = JSON.stringify({ flows })
    expect((await fetch(`${gateway.url}/editor/flows`, { method: 'POST', headers, body })).status).toBe(200)
    const read = await fetch(`${gateway.url}/editor/flows`, { headers })
    expect((await read.json()).flows).toMatchObject(flows)
  })

  it('does not believe a pass that comes from outside', async () => {
    const answer = await fetch(`${gateway.url}/editor/flows`, {
      headers: { 'x-zaojun-editor-pass': 'installer.9999999999999.00' },
    })
    expect(answer.status).toBe(401)
  })

  it('joins the editor socket for a session, and refuses it without one', async () => {
    const address = `${gateway.url.replace('http', 'ws')}/editor/comms`
    const socket = new WebSocket(address, { headers: session })
    socket.on('open', () => socket.send(JSON.stringify({ subscribe: 'notification/#' })))
    const first = await new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)))))
    expect(first).toBeInstanceOf(Array)
    socket.terminate()
    const stranger = new WebSocket(address)
    const error = await new Promise<Error>((resolve) => stranger.on('error', resolve))
    expect(error.message).toContain('401')
  })
})

describe('while Node-RED is down', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-proxy-'))
  const options = { socketPath: join(folder, 'editor.sock'), editorSecretFile: join(folder, 'secret') }
  let gateway: KitchenGateway
  let broken: Server | undefined

  beforeAll(async () => {
    provisionSecret(options.editorSecretFile)
    gateway = await gatewayWith(options)
  })
  afterAll(async () => {
    broken?.close()
    await gateway.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a page says so in both languages, and tries again by itself', async () => {
    const answer = await fetch(`${gateway.url}/editor/`, { headers: { ...session, accept: 'text/html' } })
    expect(answer.status).toBe(503)
    expect(await answer.text()).toMatch(/http-equiv="refresh".*编辑器正在启动.*is starting/s)
  })

  it('its socket is closed', async () => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/editor/comms`, { headers: session })
    socket.on('error', () => {})
    expect(await closed(socket)).toBe(1006)
  })

  it('whatever its socket answers, the gateway lives', async () => {
    const rubbish = [
      Buffer.alloc(0),
      Buffer.from('HTTP/1.1 nonsense\r\n\r\n'),
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort'),
    ]
    let next = 0
    broken = createServer((socket) => {
      socket.on('error', () => {})
      socket.end(rubbish[next % rubbish.length] ?? '')
      next += 1
    })
    await new Promise<void>((resolve) => broken?.listen(options.socketPath, resolve))
    for (const _ of rubbish)
      await fetch(`${gateway.url}/editor/`, { headers: session })
        .then((answer) => answer.text())
        .catch(() => {})
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/editor/comms`, { headers: session })
    socket.on('error', () => {})
    await closed(socket)
    expect((await fetch(`${gateway.url}/editor/flows`)).status).toBe(401)
  })
})

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { reasonOf } from '@zaojun/core'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { WebSocket } from 'ws'
import { withWebSockets } from '../flows/flow-socket.ts'
import { EDITOR_PASS_HEADER, signPass } from './editor-pass.ts'
import { editorDownPage, editorOffPage, loginFirstPage } from './pages.ts'
import { EDITOR_ROOT } from './settings.ts'

export type EditorProxyOptions = {
  /** False where this box runs no Node-RED (`nodeRed.enabled`); default true. */
  enabled?: boolean
  socketPath: string
  /** Shared with the Node-RED process (`editorSecretFile`); read at each request: it may be renewed. */
  secret(): string
  /** Whether the request carries a logged-in session. */
  allowed(request: FastifyRequest): boolean
  /** Id of the person, for Node-RED's audit log; default `installer`. */
  user?(request: FastifyRequest): string
  now(): number
  report(fault: { code: string; message: string; place?: string }): void
}

/** Of one hop only, or not for Node-RED's eyes: the session cookie and any pass a client made up stay here. */
const NOT_FORWARDED = new Set([
  'authorization',
  'connection',
  'cookie',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  EDITOR_PASS_HEADER,
])
const MAX_UNSENT_BYTES = 8 * 1024 * 1024
const ANSWER_WITHIN_MS = 60_000

/**
 * Serves Node-RED's editor below `/editor`, HTTP and its WebSocket, to whoever `allowed` lets in. While Node-RED is
 * down a page says so (503 `EDITOR_DOWN`), and where the box runs none (404 `EDITOR_OFF`); without a session another does
 * (401 `EDITOR_LOGIN`). Call before `listen`.
 */
export async function registerEditorProxy(app: FastifyInstance, options: EditorProxyOptions): Promise<void> {
  await withWebSockets(app)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.addHook('onRequest', async (request, reply) => {
      if (!options.allowed(request)) await answer(reply, request, 'EDITOR_LOGIN')
      else if (options.enabled === false) await answer(reply, request, 'EDITOR_OFF')
    })
    scope.get(`${EDITOR_ROOT}/comms`, { websocket: true }, (socket, request) => join(socket, request, options))
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'] as const
    const handler = (request: FastifyRequest, reply: FastifyReply) => forward(request, reply, options)
    scope.route({ method: [...methods], url: EDITOR_ROOT, handler })
    scope.route({ method: [...methods], url: `${EDITOR_ROOT}/*`, handler })
  })
}

const headersFor = (request: FastifyRequest, options: EditorProxyOptions): IncomingHttpHeaders => ({
  ...Object.fromEntries(Object.entries(request.headers).filter(([name]) => !NOT_FORWARDED.has(name))),
  host: request.headers.host,
  [EDITOR_PASS_HEADER]: signPass(options.secret(), options.user?.(request) ?? 'installer', options.now()),
})

function forward(request: FastifyRequest, reply: FastifyReply, options: EditorProxyOptions): Promise<FastifyReply> {
  const { promise, resolve } = Promise.withResolvers<FastifyReply>()
  const { method, url } = request.raw
  const upstream = httpRequest({
    socketPath: options.socketPath,
    method,
    path: url,
    headers: headersFor(request, options),
    timeout: ANSWER_WITHIN_MS,
  })
  upstream.on('timeout', () => upstream.destroy(new Error('no answer')))
  upstream.on('error', (error) => {
    options.report({ code: 'EDITOR_DOWN', message: reasonOf(error), place: EDITOR_ROOT })
    if (!reply.sent) resolve(answer(reply, request, 'EDITOR_DOWN'))
  })
  upstream.on('response', (response) => {
    const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = response.headers
    response.on('error', (error) => options.report({ code: 'EDITOR_DOWN', message: reasonOf(error), place: url }))
    resolve(
      reply
        .code(response.statusCode ?? 502)
        .headers(headers)
        .send(response),
    )
  })
  reply.raw.on('close', () => upstream.destroy())
  request.raw.on('error', () => upstream.destroy())
  request.raw.pipe(upstream)
  return promise
}

/** Joins a browser's editor socket with Node-RED's; when one goes, so does the other. */
function join(browser: WebSocket, request: FastifyRequest, options: EditorProxyOptions): void {
  const { [EDITOR_PASS_HEADER]: pass } = headersFor(request, options)
  const nodeRed = new WebSocket(`ws+unix:${options.socketPath}:${EDITOR_ROOT}/comms`, {
    headers: { [EDITOR_PASS_HEADER]: String(pass) },
  })
  const early: string[] = []
  const end = (socket: WebSocket) => () => {
    if (socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.OPEN) socket.terminate()
  }
  const relay = (to: WebSocket, text: string) => {
    if (to.bufferedAmount > MAX_UNSENT_BYTES) to.terminate()
    else if (to.readyState === WebSocket.OPEN) to.send(text)
  }
  nodeRed.on('error', (error) => options.report({ code: 'EDITOR_DOWN', message: reasonOf(error), place: 'comms' }))
  browser.on('error', () => browser.terminate())
  browser.on('message', (data) => {
    if (nodeRed.readyState !== WebSocket.CONNECTING) relay(nodeRed, String(data))
    else if (early.length < 64) early.push(String(data))
  })
  nodeRed.on('open', () => {
    for (const text of early.splice(0)) relay(nodeRed, text)
  })
  nodeRed.on('message', (data) => relay(browser, String(data)))
  nodeRed.on('close', end(browser))
  browser.on('close', end(nodeRed))
}

/** What a browser and a program are told instead of the editor. */
const INSTEAD = {
  EDITOR_LOGIN: { status: 401, page: loginFirstPage, message: 'log in first' },
  EDITOR_DOWN: { status: 503, page: editorDownPage, message: 'Node-RED is not running; it is being restarted' },
  EDITOR_OFF: { status: 404, page: editorOffPage, message: 'this box runs no Node-RED (nodeRed.enabled is false)' },
}

function answer(reply: FastifyReply, request: FastifyRequest, code: keyof typeof INSTEAD): FastifyReply {
  const { status, page, message } = INSTEAD[code]
  reply.code(status).header('cache-control', 'no-store')
  if (request.headers.accept?.includes('text/html') === true) return reply.type('text/html; charset=utf-8').send(page)
  return reply.send({ code, message })
}

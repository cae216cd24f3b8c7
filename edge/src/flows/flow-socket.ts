import websocket from '@fastify/websocket'
import { FLOW_SOCKET_PATH, reasonOf } from '@zaojun/core'
import type { FastifyInstance } from 'fastify'
import type { WebSocket } from 'ws'
import { FlowClient } from './client.ts'
import type { FlowDeps } from './deps.ts'
import { fail } from './errors.ts'
import { positionsOf } from './filter.ts'

export const MAX_MESSAGE_BYTES = 1024 * 1024
export const MAX_CLIENTS = 32
const HELLO_WITHIN_MS = 5_000
const ALIVE_EVERY_MS = 15_000

/** Gives the app its one WebSocket server; harmless when it already has one. */
export async function withWebSockets(app: FastifyInstance): Promise<void> {
  if (app.hasDecorator('websocketServer')) return
  await app.register(websocket, { options: { maxPayload: MAX_MESSAGE_BYTES } })
}

/** Serves FLOW_SOCKET_PATH until the app closes. Call before `listen`. */
export async function registerFlowSocket(app: FastifyInstance, deps: FlowDeps): Promise<void> {
  await withWebSockets(app)
  const clients = new Set<FlowClient>()
  const heard = new WeakSet<WebSocket>()
  const sockets = new Set<WebSocket>()
  let positions = positionsOf(deps.registry())

  const toAll = (work: (client: FlowClient) => void): void => {
    for (const client of clients) {
      if (!client.welcome) continue
      try {
        work(client)
      } catch (error) {
        deps.report({ code: 'FLOW_REQUEST_FAILED', message: reasonOf(error), place: 'flow socket' })
      }
    }
  }
  const unhook = [
    deps.onEntries((entries) => toAll((client) => client.offer(entries))),
    deps.onHealth((health) => toAll((client) => client.send({ type: 'device-health', ...health }))),
    deps.onRegistry((registry) => {
      positions = positionsOf(registry)
      toAll((client) => client.send({ type: 'registry', registry }))
    }),
  ]
  /** A peer that answered no ping since the last round is gone. */
  const alive = setInterval(() => {
    toAll((client) => client.send({ type: 'alive' }))
    for (const socket of sockets) {
      if (!heard.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, ALIVE_EVERY_MS)
  alive.unref()
  app.addHook('preClose', async () => {
    clearInterval(alive)
    for (const undo of unhook) undo()
    for (const socket of sockets) socket.terminate()
  })

  app.get(FLOW_SOCKET_PATH, { websocket: true }, (socket) => {
    socket.on('error', (error) => deps.report({ code: 'FLOW_SOCKET_ERROR', message: reasonOf(error) }))
    if (clients.size >= MAX_CLIENTS) {
      const { code, message } = fail('FLOW_TOO_MANY_CLIENTS')
      deps.report({ code, message })
      socket.close(4429, code)
      return
    }
    const client = new FlowClient(deps, socket, () => positions)
    const hello = setTimeout(() => client.expelIfSilent(), HELLO_WITHIN_MS)
    clients.add(client)
    sockets.add(socket)
    heard.add(socket)
    socket.on('pong', () => heard.add(socket))
    socket.on('message', (data) => {
      try {
        client.take(String(data))
      } catch (error) {
        deps.report({ code: 'FLOW_REQUEST_FAILED', message: reasonOf(error), place: 'flow socket' })
      }
    })
    socket.on('close', () => {
      clearTimeout(hello)
      clients.delete(client)
      sockets.delete(socket)
    })
  })
}

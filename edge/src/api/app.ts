import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { ZaojunError } from '@zaojun/core'
import type { FastifyInstance } from 'fastify'
import { registerFlowSocket } from '../flows/index.ts'
import type { Box } from '../gateway/box.ts'
import { registerEditorProxy } from '../node-red/proxy.ts'
import { describeApi } from './describe.ts'
import { flowDeps } from './flow-deps.ts'
import { isOpen, SESSION_COOKIE } from './session.ts'

/** The screens load nothing from elsewhere and run nothing written into the page. */
const SCREEN_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; frame-ancestors 'none'"
const KIOSK_FOLDER = join(import.meta.dirname, '../../kiosk/dist')

/** Whether Node-RED runs on this box, where it listens, and the secret it shares with the proxy. */
export type EditorPlace = { enabled: boolean; socketPath: string; secretFile: string }

/** The box's one HTTP port: API, flow socket, editor and touchscreen. Does not listen. */
export async function buildApi(box: Box, editor: EditorPlace): Promise<FastifyInstance> {
  const app = await describeApi()
  app.decorate('box', box)
  await registerFlowSocket(app, flowDeps(box))
  await registerEditorProxy(app, {
    enabled: editor.enabled,
    socketPath: editor.socketPath,
    secret: () => readFileSync(editor.secretFile, 'utf8').trim(),
    allowed: (request) => box.login.holds(request.cookies[SESSION_COOKIE]),
    now: () => Date.now(),
    report: ({ code, message, place }) => box.report.fault({ code, message, place: place ?? 'editor' }),
  })
  if (existsSync(KIOSK_FOLDER))
    await app.register(fastifyStatic, {
      root: KIOSK_FOLDER,
      prefix: '/',
      setHeaders: (reply) => reply.header('content-security-policy', SCREEN_POLICY),
    })
  app.addHook('onRequest', async (request) => {
    if (!isOpen(app, request)) throw new ZaojunError('LOGIN_NEEDED', 401, 'log in first')
  })
  return app
}

import { existsSync } from 'node:fs'
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

const KIOSK_FOLDER = join(import.meta.dirname, '../../kiosk/dist')

/** The box's one HTTP port: API, flow socket, editor and touchscreen. Does not listen. */
export async function buildApi(box: Box, editorSocket: string): Promise<FastifyInstance> {
  const app = await describeApi()
  app.decorate('box', box)
  await registerFlowSocket(app, flowDeps(box))
  await registerEditorProxy(app, {
    socketPath: editorSocket,
    allowed: (request) => box.login.holds(request.cookies[SESSION_COOKIE]),
  })
  if (existsSync(KIOSK_FOLDER)) await app.register(fastifyStatic, { root: KIOSK_FOLDER, prefix: '/' })
  app.addHook('onRequest', async (request) => {
    if (!isOpen(app, request)) throw new ZaojunError('LOGIN_NEEDED', 401, 'log in first')
  })
  return app
}

import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { reasonOf } from '@zaojun/core'
import { runOnUnheard } from '@zaojun/core/unheard'
import express from 'express'
import RED from 'node-red'
import { becomeChild, dieWithParent } from '../supervisor/child.ts'
import { EDITOR_PASS_HEADER, userOfPass } from './editor-pass.ts'
import { hasGoodFlows, keepGoodFlows, safeModeText, writeFirstFlows } from './good-flows.ts'
import { readOptions } from './options.ts'
import { readSecret } from './secrets.ts'
import { EDITOR_ROOT, settingsOf } from './settings.ts'

/** The Node-RED process of a box: the editor on a unix socket behind the gateway, and the installer's flows. */
const GOOD_AFTER_MS = 60_000

runOnUnheard()
const say = (line: string): void => console.error(`node-red: ${line}`)
const options = readOptions(process.env)
const editorSecret = readSecret(options.editorSecretFile)
process.env.ZAOJUN_GATEWAY_URL = options.gatewayUrl
process.env.ZAOJUN_FLOW_TOKEN = readSecret(options.flowTokenFile)
delete process.env.ZAOJUN_NODE_RED

/** A third party's forgotten promise must not end everybody's flows; a thrown error leaves them in an unknown state. */
process.on('unhandledRejection', (reason) => say(`unhandled rejection: ${reasonOf(reason)}`))
process.on('uncaughtException', (error) => {
  say(`uncaught exception: ${error.stack ?? error.message}`)
  process.exit(1)
})

mkdirSync(dirname(options.socketPath), { recursive: true, mode: 0o700 })
rmSync(options.socketPath, { force: true })
writeFirstFlows(options.userDir)

const userOf = (pass: unknown) => userOfPass(editorSecret, pass, Date.now())
const app = express()
app.disable('x-powered-by')
app.use((request, response, next) => {
  if (userOf(request.headers[EDITOR_PASS_HEADER]) === undefined) response.status(401).end()
  else next()
})
const server = createServer(app)
server.on('upgrade', (request, socket) => {
  socket.on('error', () => socket.destroy())
  if (userOf(request.headers[EDITOR_PASS_HEADER]) === undefined) socket.destroy()
})
server.on('error', (error) => {
  say(`cannot listen on ${options.socketPath}: ${error.message}`)
  process.exit(1)
})

const settings = settingsOf(options, readSecret(options.credentialSecretFile), (pass) => {
  const username = userOf(pass)
  return username === undefined ? null : { username, permissions: '*' }
})
RED.init(server, settings as never)
app.use(EDITOR_ROOT, RED.httpAdmin)

let good: NodeJS.Timeout | undefined
const child = becomeChild(async () => {
  clearTimeout(good)
  server.close()
  server.closeAllConnections()
  await RED.stop()
})
dieWithParent()

RED.events.on('flows:started', () => {
  clearTimeout(good)
  good = setTimeout(() => {
    try {
      keepGoodFlows(options.userDir)
    } catch (error) {
      say(`the flows that run well could not be kept: ${reasonOf(error)}`)
    }
  }, options.goodAfterMs ?? GOOD_AFTER_MS)
  child.ready('running')
})

/** Node-RED says so once it has loaded the flows it will not start. */
RED.events.on('runtime-event', (event: { id?: string; payload?: { state?: string } }) => {
  if (event.id !== 'runtime-state' || event.payload?.state !== 'safe') return
  const payload = { type: 'warning', text: safeModeText(hasGoodFlows(options.userDir)) }
  RED.events.emit('runtime-event', { id: 'zaojun-safe-mode', retain: true, payload })
  child.ready('safe')
})

const mask = process.umask(0o177)
server.listen(options.socketPath, () => {
  process.umask(mask)
  chmodSync(options.socketPath, 0o600)
})
await RED.start()

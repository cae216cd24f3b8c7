import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { NodeRedOptions } from '../node-red/options.ts'
import { provisionSecret } from '../node-red/secrets.ts'
import type { ChildSpec } from './supervised-child.ts'

/** What a box is started with. The gateway's own configuration passes through `gateway`. */
export type BoxOptions = {
  dataDir: string
  gateway: { module?: string; args?: string[]; env?: Record<string, string> }
  /** Where Node-RED reaches the gateway: `http://127.0.0.1:8970`. Absent: no Node-RED. */
  nodeRed?: { gatewayUrl: string; language?: 'zh-CN' | 'en-US'; excludedNodes?: string[] }
}

/** Files and sockets of a box, all below its data folder (a socket path that would be too long goes to the temporary folder). */
export type BoxPaths = {
  flowTokenFile: string
  editorSecretFile: string
  credentialSecretFile: string
  editorSocket: string
  nodeRedDir: string
}

const LONGEST_SOCKET_PATH = 100
/** A box has little memory and little garbage: a small nursery costs nothing that can be measured here. */
export const SMALL_NURSERY = ['--max-semi-space-size=2']
/** One malloc arena instead of one a thread; compiled code is kept, so that sources are stripped and parsed once: in its folder, unless the environment names another. */
const frugal = (folder: string): Record<string, string> => ({
  MALLOC_ARENA_MAX: '1',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(resolve(folder), 'compile-cache'),
})

export function boxPaths(dataDir: string): BoxPaths {
  const data = resolve(dataDir)
  const socket = join(data, 'run', 'editor.sock')
  const digest = createHash('sha256').update(data).digest('hex').slice(0, 16)
  return {
    flowTokenFile: join(data, 'secrets', 'flow-token'),
    editorSecretFile: join(data, 'secrets', 'editor'),
    credentialSecretFile: join(data, 'secrets', 'node-red-credentials'),
    editorSocket: socket.length <= LONGEST_SOCKET_PATH ? socket : join(tmpdir(), `zaojun-${digest}`, 'editor.sock'),
    nodeRedDir: join(data, 'node-red'),
  }
}

/** The children of a box, gateway first; provisions their shared secrets. */
export function boxChildren(options: BoxOptions): ChildSpec[] {
  const paths = boxPaths(options.dataDir)
  for (const file of [paths.flowTokenFile, paths.editorSecretFile, paths.credentialSecretFile]) provisionSecret(file)
  const { module, args, env } = options.gateway
  const gateway: ChildSpec = {
    name: 'gateway',
    module: module ?? join(import.meta.dirname, '..', 'gateway', 'main.ts'),
    ...(args === undefined ? {} : { args }),
    execArgv: SMALL_NURSERY,
    env: { ...frugal(options.dataDir), ...env },
    silentForMs: 30_000,
  }
  if (options.nodeRed === undefined) return [gateway]
  mkdirSync(paths.nodeRedDir, { recursive: true, mode: 0o700 })
  rmSync(paths.editorSocket, { force: true })
  const nodeRed: NodeRedOptions = {
    userDir: paths.nodeRedDir,
    socketPath: paths.editorSocket,
    gatewayUrl: options.nodeRed.gatewayUrl,
    flowTokenFile: paths.flowTokenFile,
    editorSecretFile: paths.editorSecretFile,
    credentialSecretFile: paths.credentialSecretFile,
    language: options.nodeRed.language ?? 'zh-CN',
    ...(options.nodeRed.excludedNodes === undefined ? {} : { excludedNodes: options.nodeRed.excludedNodes }),
  }
  return [gateway, nodeRedChild(nodeRed)]
}

/** Node-RED as a child: killed after 10 s of silence, in safe mode after 3 failures in 2 minutes. */
export const nodeRedChild = (options: NodeRedOptions): ChildSpec => ({
  name: 'node-red',
  module: join(import.meta.dirname, '..', 'node-red', 'main.ts'),
  execArgv: SMALL_NURSERY,
  env: { ...frugal(options.userDir), ZAOJUN_NODE_RED: JSON.stringify(options) },
  silentForMs: 10_000,
  safeMode: { failures: 3, withinMs: 120_000 },
})

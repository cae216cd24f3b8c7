import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gatewayNode, kitchen, probeNode, recordNode } from '../node-red/flow-parts.ts'
import { KitchenGateway } from '../node-red/gateway.ts'

const NODES = join(import.meta.dirname, '..', '..', '..', 'nodes')
const PACKAGES = join(dirname(createRequire(import.meta.url).resolve('node-red/package.json')), '..')

/** A Node-RED that finds no package of this repository: every other package, by link. Answers with its start file. */
function plainNodeRed(folder: string): string {
  const packages = join(folder, 'node-red', 'node_modules')
  mkdirSync(packages, { recursive: true })
  for (const name of readdirSync(PACKAGES))
    if (name !== '@zaojun' && !name.startsWith('.')) symlinkSync(join(PACKAGES, name), join(packages, name))
  return join(packages, 'node-red', 'red.js')
}

/** The nodes as anybody installs them: from their package, into the user folder of a Node-RED that is not ours. */
describe('a plain Node-RED with the packed nodes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zaojun-plain-'))
  let gateway: KitchenGateway
  let nodeRed: ChildProcess
  let output = ''
  const listing: string[] = []

  const npm = (args: string[], cwd: string) =>
    execFileSync('npm', [...args, '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      encoding: 'utf8',
    })

  beforeAll(async () => {
    gateway = await new KitchenGateway().start()
    const tarball = npm(['pack', '--pack-destination', folder], NODES).trim().split('\n').at(-1) ?? ''
    listing.push(...execFileSync('tar', ['-tzf', join(folder, tarball)], { encoding: 'utf8' }).split('\n'))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'plain', version: '1.0.0', private: true }))
    npm(['install', `./${tarball}`], folder)
    const probe = probeNode('node-a', 'probe-a', 1, { wires: [['seen']] })
    const flows = kitchen(probe, recordNode('seen')).map((part) =>
      part.id === 'gw' ? gatewayNode({ url: gateway.url }) : part,
    )
    writeFileSync(join(folder, 'flows.json'), JSON.stringify(flows))
    writeFileSync(join(folder, 'flows_cred.json'), JSON.stringify({ gw: { token: gateway.token } }))
    const settings = {
      uiHost: '127.0.0.1',
      uiPort: 0,
      flowFile: 'flows.json',
      credentialSecret: false,
      telemetry: { enabled: false },
      httpAdminRoot: false,
      httpNodeRoot: false,
    }
    writeFileSync(join(folder, 'settings.cjs'), `module.exports = ${JSON.stringify(settings)}`)
    const { ZAOJUN_GATEWAY_URL: _, ZAOJUN_FLOW_TOKEN: __, ...env } = process.env
    nodeRed = spawn(
      process.execPath,
      [
        '--preserve-symlinks',
        '--preserve-symlinks-main',
        plainNodeRed(folder),
        '-u',
        folder,
        '-s',
        join(folder, 'settings.cjs'),
      ],
      {
        cwd: folder,
        env,
      },
    )
    for (const stream of [nodeRed.stdout, nodeRed.stderr])
      stream?.on('data', (chunk) => {
        output += String(chunk)
      })
  })
  afterAll(async () => {
    if (nodeRed?.exitCode === null) {
      const gone = new Promise((resolve) => nodeRed.once('exit', resolve))
      nodeRed.kill('SIGKILL')
      await gone
    }
    await gateway?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('carries what it needs and nothing of the repository', () => {
    expect(listing).toContain('package/dist/kitchen-gas-monitor/kitchen-gas-monitor.js')
    expect(listing).toContain('package/examples/devices/gas-monitor.json')
    expect(listing.filter((file) => file.endsWith('.ts'))).toEqual([])
    expect(readdirSync(join(folder, 'node_modules'))).toEqual(expect.arrayContaining(['@zaojun']))
    expect(readdirSync(join(folder, 'node_modules', '@zaojun'))).toEqual(['nodes'])
  })

  it('[G3] connects by address and token, proposes its device and receives a reading', async () => {
    await gateway.until(() => gateway.subscriptions > 0)
    expect(gateway.states(), output).toEqual({ 'probe-a': 'active' })
    gateway.measure({ device: 'probe-a', point: 'core-temperature', value: 74.5, quality: 'good' })
    await gateway.until(() => gateway.events.some(({ event }) => event === 'seen-by-flow'))
    expect(gateway.events.filter(({ event }) => event === 'seen-by-flow')).toMatchObject([{ data: { value: 74.5 } }])
  })
})

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadCatalogue } from '@zaojun/device-profiles'
import type { FastifyInstance } from 'fastify'
import { Registry as MetricsRegistry } from 'prom-client'
import { buildApi } from '../api/app.ts'
import { Login } from '../api/login.ts'
import { BoxClock, systemTime, type TimeSource } from '../clock.ts'
import type { EdgeConfig } from '../config.ts'
import { loadIdentity } from '../identity.ts'
import { Ledger } from '../ledger/ledger.ts'
import { provisionSecret } from '../node-red/secrets.ts'
import { FLOW_FILE } from '../node-red/settings.ts'
import { Points } from '../points/points.ts'
import { createLogger, createReport, type Fault, type Report } from '../report.ts'
import { boxPaths } from '../supervisor/box.ts'
import { Sealing } from '../uplink/sealing.ts'
import { Uplink } from '../uplink/uplink.ts'
import type { Box } from './box.ts'
import { BoxRegistry } from './box-registry.ts'
import { Buses } from './buses.ts'
import { Commands } from './commands.ts'
import { DeviceHealths } from './health.ts'
import { loadKitchen } from './kitchen.ts'
import { boxMetrics } from './metrics.ts'

export const SOFTWARE_VERSION = '0.1.0'
const NO_RULES = createHash('sha256').update('').digest('hex')

export type GatewayHooks = {
  /** Tests pass their own; the default is the machine's. */
  time?: TimeSource
  random?: () => number
  /** The gateway cannot go on: the process should end and be started again. */
  onDeath?(reason: string): void
}

/** The process that must not stop: starts its features in order, stops them in reverse. */
export class Gateway {
  private readonly config: EdgeConfig
  private readonly hooks: GatewayHooks
  private readonly undo: (() => unknown)[] = []
  private running: { box: Box; api: FastifyInstance; address: string; firstPassword?: string } | undefined

  constructor(config: EdgeConfig, hooks: GatewayHooks = {}) {
    this.config = config
    this.hooks = hooks
  }

  get box(): Box {
    if (this.running === undefined) throw new Error('the gateway is not running')
    return this.running.box
  }

  /** Where what escaped every other handler ends. */
  report(fault: Fault): void {
    if (this.running === undefined) console.error(`gateway: ${fault.place}: ${fault.message}`)
    else this.running.box.report.fault(fault)
  }

  /** `http://host:port` it listens on. */
  get address(): string {
    return this.running?.address ?? ''
  }

  /** The password made at the very first start, to be shown once. */
  get firstPassword(): string | undefined {
    return this.running?.firstPassword
  }

  async start(): Promise<void> {
    try {
      await this.startFeatures()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  async stop(): Promise<void> {
    for (const undo of this.undo.splice(0).reverse()) await undo()
    this.running = undefined
  }

  private async startFeatures(): Promise<void> {
    const { config, hooks } = this
    const { data, ledger: ledgerOptions } = config
    mkdirSync(data, { recursive: true, mode: 0o700 })
    const metrics = new MetricsRegistry()
    const report = createReport(createLogger('gateway', config.log.level), metrics)
    const random = hooks.random ?? Math.random
    const identity = loadIdentity(data)
    const paths = boxPaths(data)
    provisionSecret(paths.editorSecretFile)
    const catalogue = loadCatalogue()

    const ledger = new Ledger({ folder: data, ...ledgerOptions }, report, (reason) => this.died(report, reason))
    this.undo.push(() => ledger.stop())
    const opened = await ledger.start()
    const clock = new BoxClock(hooks.time ?? systemTime(), (era) => ledger.declareEra(era))
    clock.start(opened.lastEra)
    ledger.useClock(clock)

    const registry = new BoxRegistry({ ledger, catalogue, report }, opened, config.site)
    const points = new Points(ledger, clock, catalogue, report)
    const healths = new DeviceHealths(points, clock, report)
    const buses = new Buses(
      catalogue,
      {
        now: () => clock.mono(),
        random,
        onSamples: (samples) => points.accept(samples),
        onHealth: (health) => healths.note(health),
        report: ({ bus, unit, code, message }) =>
          report.fault({ code, place: unit === undefined ? `bus ${bus}` : `unit ${unit}`, message }),
      },
      report,
    )
    const commands = new Commands(ledger, catalogue, registry, buses)
    const uplink = new Uplink(
      { folder: data, identity, ledger, clock, report, random },
      { ...config.uplink, softwareVersion: SOFTWARE_VERSION },
    )
    const sealing = new Sealing(
      {
        ledger,
        clock,
        report,
        force: () => ({ flows: flowsDigest(paths.nodeRedDir), profiles: catalogue.digest, rules: NO_RULES }),
        watched: () => uplink.watched,
        onSealed: (notes) => uplink.sealed(notes),
      },
      ledgerOptions,
    )
    const login = new Login(data, () => clock.mono())
    const firstPassword = await login.prepare(config.login.password)
    const box: Box = {
      config,
      identity,
      catalogue,
      clock,
      ledger,
      registry,
      points,
      healths,
      buses,
      commands,
      uplink,
      login,
      report,
      metrics,
      flowToken: provisionSecret(paths.flowTokenFile),
      softwareVersion: SOFTWARE_VERSION,
    }
    boxMetrics(box)

    points.start(opened.latest)
    this.undo.push(() => points.stop())
    const follow = () => {
      points.bind(registry.current)
      healths.follow(registry.current)
      buses.follow(registry.current)
    }
    this.undo.push(registry.onChange(follow))
    this.undo.push(points.onLive(({ reading }) => healths.notePoint(reading.device)))
    this.undo.push(
      ledger.onCommitted((entries) => uplink.noteGaps(entries.filter(({ type }) => type === 'gap').length)),
    )
    uplink.start(opened.outbox, await ledger.read('gaps', null))
    this.undo.push(() => uplink.stop())
    sealing.start()
    this.undo.push(() => sealing.stop())
    await this.announceStart(box, opened.registry === undefined)
    follow()
    this.undo.push(() => buses.stop())

    const api = await buildApi(box, { socketPath: paths.editorSocket, secretFile: paths.editorSecretFile })
    this.undo.push(() => api.close())
    const address = await api.listen({ host: config.http.host, port: config.http.port })
    this.running = { box, api, address, firstPassword }
    report.log.info({ address, box: identity.id }, 'the gateway is running')
  }

  private async announceStart({ ledger, registry, config, catalogue }: Box, first: boolean): Promise<void> {
    ledger.record({ type: 'event', event: 'gateway-started', data: { softwareVersion: SOFTWARE_VERSION } })
    if (first && config.kitchen !== undefined) await loadKitchen(config.kitchen, registry, catalogue)
    else await registry.announce()
  }

  private died(report: Report, reason: string): void {
    report.fault({ code: 'LEDGER_DIED', place: 'ledger', message: reason })
    this.hooks.onDeath?.(reason)
  }
}

/** SHA-256 of the flows in force; of nothing where there are none. */
function flowsDigest(folder: string): string {
  const file = join(folder, FLOW_FILE)
  return createHash('sha256')
    .update(existsSync(file) ? readFileSync(file) : '')
    .digest('hex')
}

import { mkdirSync } from 'node:fs'
import { Registry as MetricsRegistry } from 'prom-client'
import { buildApi } from '../api/app.ts'
import { BoxClock, systemTime, type TimeSource } from '../clock.ts'
import type { EdgeConfig } from '../config.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { Opened } from '../ledger/writer.ts'
import { createLogger, createReport, type Fault, type Report } from '../report.ts'
import { boxPaths } from '../supervisor/box.ts'
import type { Sealing } from '../uplink/sealing.ts'
import { assemble, loadPacks, SOFTWARE_VERSION } from './assemble.ts'
import type { Box } from './box.ts'
import { followSecret } from './follow-secret.ts'
import { loadKitchen } from './kitchen.ts'
import { boxMetrics } from './metrics.ts'

/** How often what time alone turns is looked at: a calibration that runs out. */
const REVIEW_MS = 60_000
/** Nothing is signed, and so nothing sent, while it stands. */
const KEY_RULE = 'box-key-unusable'

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
  private running: { box: Box; address: string; firstPassword?: string } | undefined

  constructor(config: EdgeConfig, hooks: GatewayHooks = {}) {
    this.config = config
    this.hooks = hooks
  }

  get box(): Box {
    if (this.running === undefined) throw new Error('the gateway is not running')
    return this.running.box
  }

  /** `http://host:port` it listens on. */
  get address(): string {
    return this.running?.address ?? ''
  }

  /** The password made at the very first start, to be shown once. */
  get firstPassword(): string | undefined {
    return this.running?.firstPassword
  }

  /** Where what escaped every other handler ends. */
  report(fault: Fault): void {
    if (this.running === undefined) console.error(`gateway: ${fault.place}: ${fault.message}`)
    else this.running.box.report.fault(fault)
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
    mkdirSync(config.data, { recursive: true, mode: 0o700 })
    const metrics = new MetricsRegistry()
    const report = createReport(createLogger('gateway', config.log.level), metrics)
    const opening = this.openLedger(report)
    // While the ledger's thread opens it. Where the catalogue fails the start, that is what is told.
    opening.catch(() => {})
    const packs = loadPacks(config.data, report)
    const { ledger, clock, opened } = await opening
    const random = hooks.random ?? Math.random
    const { box, sealing } = assemble({ config, report, metrics, random, ledger, clock, opened, ...packs })
    boxMetrics(box)
    const firstPassword = await box.login.prepare(config.login.password)
    await this.startRecording(box, sealing, opened)
    const address = await this.listen(box)
    this.running = { box, address, firstPassword }
    report.log.info({ address, box: box.identity.id }, 'the gateway is running')
  }

  private async openLedger(report: Report): Promise<{ ledger: Ledger; clock: BoxClock; opened: Opened }> {
    const { data, ledger: options } = this.config
    const ledger = new Ledger({ folder: data, ...options }, report, (reason) => {
      report.fault({ code: 'LEDGER_DIED', place: 'ledger', message: reason })
      this.hooks.onDeath?.(reason)
    })
    this.undo.push(() => ledger.stop())
    const opened = await ledger.start()
    const clock = new BoxClock(this.hooks.time ?? systemTime(), (era) => ledger.declareEra(era))
    clock.start(opened.lastEra)
    ledger.useClock(clock)
    return { ledger, clock, opened }
  }

  /** From the registry outwards: what is sent first must be ready first, the wires come last. */
  private async startRecording(box: Box, sealing: Sealing, opened: Opened): Promise<void> {
    const { points, registry, healths, buses, ledger, uplink, secrets, scans, report } = box
    points.start(opened.latest)
    this.undo.push(() => points.stop())
    const follow = () => {
      box.corrections.follow(registry.current)
      box.notes.follow(registry.current)
      box.channels.follow(registry.current.units)
      points.bind(registry.current)
      healths.follow(registry.current)
      box.interlocks.follow(registry.current)
      box.alarming.follow(registry.current)
      buses.follow(registry.current)
    }
    this.undo.push(registry.onChange(follow))
    box.interlocks.start()
    this.undo.push(() => box.interlocks.stop())
    box.alarming.start(opened.alarms)
    this.undo.push(() => box.alarming.stop())
    box.notifier.start()
    this.undo.push(() => box.notifier.stop())
    this.undo.push(points.onLive(({ reading }) => healths.notePoint(reading.device)))
    this.undo.push(
      ledger.onCommitted((entries) => uplink.noteGaps(entries.filter(({ type }) => type === 'gap').length)),
    )
    this.undo.push(ledger.onCommitted((entries) => box.lastEvents.note(entries)))
    report.watch('last-events', box.lastEvents.recall(ledger, opened.lastSeq))
    uplink.start(opened.outbox, await ledger.read('gaps', null))
    this.undo.push(() => uplink.stop())
    sealing.start()
    this.undo.push(() => sealing.stop())
    box.retention.start()
    this.undo.push(() => box.retention.stop())
    await this.announceStart(box, opened.registry === undefined)
    follow()
    box.alarming.stand(KEY_RULE, { form: 'box-key' }, box.identity.fault !== undefined)
    await box.duties.start()
    this.undo.push(() => box.duties.stop())
    await box.quantities.start()
    this.undo.push(() => box.quantities.stop())
    this.undo.push(() => buses.stop())
    this.undo.push(secrets.onChange((name) => report.watch('secrets', followSecret(name, registry.current, buses))))
    this.undo.push(() => scans.stop())
    this.undo.push(() => box.packs.stop())
    const review = setInterval(
      report.guard('health.review', () => healths.review()),
      REVIEW_MS,
    )
    this.undo.push(() => clearInterval(review))
  }

  private async announceStart({ ledger, registry, config, catalogue }: Box, first: boolean): Promise<void> {
    ledger.record({ type: 'event', event: 'gateway-started', data: { softwareVersion: SOFTWARE_VERSION } })
    if (first && config.kitchen !== undefined) await loadKitchen(config.kitchen, registry, catalogue)
    else await registry.announce()
  }

  private async listen(box: Box): Promise<string> {
    const { data, http, nodeRed } = this.config
    const { editorSocket, editorSecretFile } = boxPaths(data)
    const editor = { enabled: nodeRed.enabled, socketPath: editorSocket, secretFile: editorSecretFile }
    const api = await buildApi(box, editor)
    this.undo.push(() => api.close())
    return api.listen({ host: http.host, port: http.port })
  }
}

import { randomUUID } from 'node:crypto'
import type { Bus, Registry } from '@zaojun/core'
import type { Catalogue } from '@zaojun/device-profiles'
import type { DriverContext } from '../../drivers/driver.ts'
import { createBusDriver } from '../../drivers/index.ts'
import type { Buses } from '../../gateway/buses.ts'
import { samePort } from '../serial-ports.ts'
import { ScanJob, type ScanLine, type ScanPass } from './scan-job.ts'
import { fail, type LineSettings, SCANNED, type Scan, type ScannedTransport, type ScanRequest } from './shapes.ts'

const KEPT_SCANS = 5
const TELL_EVERY_MS = 200
const USUAL: LineSettings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1 }
const isScanned = (transport: string): transport is ScannedTransport =>
  (SCANNED as readonly string[]).includes(transport)

export type ScansDeps = {
  registry(): Registry
  catalogue: Catalogue
  buses: Pick<Buses, 'driver' | 'pause' | 'resume'>
  /** Time and chance of the drivers; a scan's own drivers give no samples and no health. */
  context: Pick<DriverContext, 'now' | 'random'>
}

/** Scans of Modbus lines, one at a time. Nothing but reads leaves a scan. */
export class Scans {
  private readonly deps: ScansDeps
  private readonly jobs: ScanJob[] = []
  private readonly listeners = new Set<(scan: Scan) => void>()
  private running: { job: ScanJob; ended: Promise<void> } | undefined
  private toldAt = 0

  constructor(deps: ScansDeps) {
    this.deps = deps
  }

  all(): Scan[] {
    return this.jobs.map(({ view }) => view)
  }

  /** Throws `SCAN_UNKNOWN`. */
  get(id: string): Scan {
    return this.job(id).view
  }

  onChange(listener: (scan: Scan) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Begins a scan. Throws `SCAN_…` where it may not. */
  start(request: ScanRequest): Scan {
    if (this.running !== undefined) throw fail('SCAN_RUNNING')
    const bus = this.busOf(request)
    const passes = this.passesOf(request, bus)
    const { from, to } = request
    const known = this.deps
      .registry()
      .units.flatMap(({ id, bus: on, address }) =>
        on === request.bus && typeof address === 'number' ? [{ unit: id, address }] : [],
      )
    const view: Scan = {
      id: randomUUID(),
      state: 'running',
      request,
      bus,
      done: 0,
      total: Math.max(0, to - from + 1) * passes.length,
      known,
      found: [],
    }
    const profiles = [...this.deps.catalogue.profiles.values()].filter(
      ({ modbus, transports, kinds }) =>
        modbus !== undefined &&
        transports.includes(bus.transport) &&
        (request.kinds === undefined || kinds.some((kind) => request.kinds?.includes(kind))),
    )
    const job = new ScanJob(view, passes, profiles, () => this.tell(view))
    this.jobs.unshift(job)
    this.jobs.splice(KEPT_SCANS)
    const ended = this.run(job, request).finally(() => {
      this.running = undefined
    })
    this.running = { job, ended }
    return view
  }

  private async run(job: ScanJob, { bus, pause }: ScanRequest): Promise<void> {
    const paused = pause === true ? bus : undefined
    if (paused !== undefined) await this.deps.buses.pause(paused)
    try {
      await job.run()
    } finally {
      if (paused !== undefined) this.deps.buses.resume(paused)
    }
  }

  cancel(id: string): Scan {
    const job = this.job(id)
    job.cancel()
    return job.view
  }

  async stop(): Promise<void> {
    this.running?.job.cancel()
    await this.running?.ended
  }

  private job(id: string): ScanJob {
    const job = this.jobs.find(({ view }) => view.id === id)
    if (job === undefined) throw fail('SCAN_UNKNOWN', { name: id, place: id })
    return job
  }

  private tell(view: Scan): void {
    const now = this.deps.context.now()
    if (view.state === 'running' && now - this.toldAt < TELL_EVERY_MS) return
    this.toldAt = now
    for (const listener of this.listeners) listener(view)
  }

  /** The bus of the registry, or the line as a bus that nobody has registered. */
  private busOf({ bus: id, line }: ScanRequest): Bus & { transport: ScannedTransport } {
    const { buses } = this.deps.registry()
    if (id !== undefined) {
      const bus = buses.find((each) => each.id === id)
      if (bus === undefined || !isScanned(bus.transport)) throw fail('SCAN_BUS', { name: id, place: id })
      return { ...bus, transport: bus.transport }
    }
    if (line === undefined) throw fail('SCAN_TARGET', { place: 'body/line' })
    const serial = line.transport === 'modbus-rtu'
    if (serial ? line.path === undefined : line.host === undefined || line.port === undefined)
      throw fail('SCAN_TARGET', { name: line.transport, place: 'body/line' })
    const holder = buses.find((bus) =>
      serial
        ? bus.path !== undefined && line.path !== undefined && samePort(bus.path, line.path)
        : bus.host === line.host && bus.port === line.port,
    )
    if (holder !== undefined) throw fail('SCAN_PORT_IN_USE', { name: holder.id, place: holder.id })
    return { id: 'scan', name: line.path ?? `${line.host}:${line.port}`, ...line, ...(serial ? USUAL : {}) }
  }

  private passesOf({ bus: id, baudRates = [], parities = [], pause }: ScanRequest, bus: Bus): ScanPass[] {
    const { baudRate, dataBits, parity, stopBits } = bus
    const own: LineSettings = { baudRate, dataBits, parity, stopBits }
    const others = bus.transport === 'modbus-rtu' && baudRates.length + parities.length > 0
    if (id !== undefined && !others && pause !== true) return [{ line: defined(own), open: () => this.asItRuns(id) }]
    if (id !== undefined && pause !== true) throw fail('SCAN_NEEDS_PAUSE', { name: id, place: id })
    const lines = !others
      ? [own]
      : (baudRates.length === 0 ? [baudRate ?? USUAL.baudRate] : baudRates).flatMap((rate) =>
          (parities.length === 0 ? [parity ?? 'none'] : parities).map((each) => ({
            ...own,
            baudRate: rate,
            parity: each,
          })),
        )
    return lines.map((line) => ({ line: defined(line), open: () => this.apart({ ...bus, ...line }) }))
  }

  private async asItRuns(id: string): Promise<ScanLine> {
    const driver = this.deps.buses.driver(id)
    if (driver?.probe === undefined) throw fail('SCAN_BUS', { name: id, place: id })
    return { driver, undo: async () => {}, fault: () => undefined }
  }

  /** A driver of the scan's own, on a line nobody uses or whose bus pauses meanwhile. */
  private async apart(bus: Bus): Promise<ScanLine> {
    const { catalogue, context } = this.deps
    let fault: string | undefined
    const driver = createBusDriver(bus, catalogue, {
      ...context,
      onSamples: () => {},
      onHealth: () => {},
      onEvent: async () => {},
      secret: () => undefined,
      harm: () => 'denied-person-present',
      report: ({ code, message }) => {
        if (code === 'bus-unreachable') fault ??= message
      },
    })
    driver.start()
    return { driver, undo: () => driver.stop(), fault: () => fault }
  }
}

const defined = (line: LineSettings): LineSettings =>
  Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined))

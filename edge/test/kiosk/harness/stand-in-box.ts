import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import fastifyStatic from '@fastify/static'
import type { Device, Quality, Value } from '@zaojun/core'
import fastify, { type FastifyInstance } from 'fastify'
import { AlarmBook } from './alarm-book.ts'
import { DEVICES, FORMS, KINDS, OFFERED, REGISTRY, VALUES, ZONES } from './kitchen-data.ts'

type Row = {
  device: string
  point: string
  value: Value
  quality: Quality
  origin: 'measured' | 'simulated'
  reason?: string
  seq: number
  mono: number
}
export type SeriesAnswer = { t: number[]; v: Value[]; q: string[]; truncated: boolean }
type Answer = { status: number; body: unknown }
const TICK_MS = 1_000

/** Speaks the box's local HTTP API over real sockets, from a kitchen the test moves by hand. */
export class StandInBox {
  readonly folder: string
  readonly rows = new Map<string, Row>()
  readonly orders: { device: string; command: string; value?: Value }[] = []
  /** What the model behind a device takes. */
  offered: Record<string, { command: string; point: string; [limit: string]: unknown }[]> = OFFERED
  readonly records: Record<string, unknown>[] = []
  readonly alarms = new AlarmBook((alarm) => this.send('alarm', alarm))
  devices: Device[] = DEVICES
  duties: Record<string, unknown>[] = []
  /** What a trend is drawn against. */
  limits: Record<string, unknown>[] = []
  alarmSpans: Record<string, unknown>[] = []
  interlocks: Record<string, unknown>[] = []
  events: { device: string; event: string; data: Record<string, Value>; seq: number; at: number | null }[] = []
  health: Record<string, { device: string; health: string; since: number; reason?: string }> = {}
  uplink: Record<string, unknown>
  loggedIn = false
  ledgerFull = false
  clock: { now: () => number | null; clock: string } = { now: () => Date.now(), clock: 'synced' }
  commandAnswer: { result: string; reason?: string } = { result: 'confirmed' }
  /** `lost`: the record arrives, its answer does not. */
  recordAnswer: () => Answer | Promise<Answer> | 'lost' = () => ({ status: 200, body: { seq: 1207 } })
  series: (device: string, point: string, from: number, to: number) => SeriesAnswer
  /** A gateway that hangs: sockets stay open, nothing is answered and nothing told. */
  hung = false
  #app: FastifyInstance | undefined
  #streams = new Set<ServerResponse>()
  #ticks: ReturnType<typeof setInterval> | undefined
  #seq = 1
  #port = 0

  constructor(folder: string) {
    this.folder = folder
    const now = Date.now()
    this.uplink = {
      state: 'online',
      since: now - 60_000,
      lastAcknowledgedAt: now - 3_000,
      newestBatch: 12,
      pendingBatches: 0,
      pendingReadings: 0,
      gaps: 0,
      quarantined: 0,
      watched: false,
      log: {
        origin: 'log-0123456789abcdef',
        size: 1204,
        checkedAt: now - 20_000,
        unproven: 0,
        provenBatch: 12,
        witnesses: [{ name: 'witness.example/w', seconds: Math.floor(now / 1000) - 20 }],
        fault: null,
        witness: null,
      },
    }
    for (const device of DEVICES)
      this.health[device.id] = { health: 'online', since: now - 3_600_000, device: device.id }
    for (const [key, value] of Object.entries(VALUES)) this.put(key, { value })
    this.series = (device, point, from, to) => waveOf(VALUES[`${device}/${point}`] ?? 0, from, to)
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  /** Sets a point without telling anybody: what `/api/home` says next. `age` ms ago. */
  put(key: string, { age = 1_000, ...change }: Partial<Row> & { age?: number }): Row {
    const [device = '', point = ''] = key.split('/')
    const row: Row = {
      device,
      point,
      value: null,
      quality: 'good',
      origin: 'measured',
      ...change,
      seq: this.#seq++,
      mono: performance.now() - age,
    }
    this.rows.set(key, row)
    return row
  }

  /** A reading comes in: the streams hear of it. */
  read(key: string, change: Partial<Row>): void {
    this.send('live', [latestOf(this.put(key, { age: 0, ...change }))])
  }

  send(event: string, data: unknown): void {
    for (const stream of this.#streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  async start(): Promise<void> {
    const app = fastify({ forceCloseConnections: true })
    this.#app = app
    app.addContentTypeParser(/^image\//, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    await app.register(fastifyStatic, { root: this.folder })
    this.#reads(app)
    this.#writes(app)
    this.alarms.routes(app)
    await app.listen({ host: '127.0.0.1', port: this.#port })
    this.#port = (app.server.address() as AddressInfo).port
    this.#ticks = setInterval(() => {
      if (!this.hung) this.send('tick', { now: this.clock.now(), clock: this.clock.clock, ledgerFull: this.ledgerFull })
    }, TICK_MS)
  }

  /** Gone as a killed gateway is: every socket closed. The next `start` takes the same port. */
  async stop(): Promise<void> {
    clearInterval(this.#ticks)
    for (const stream of this.#streams) stream.destroy()
    this.#streams.clear()
    await this.#app?.close()
    this.#app = undefined
  }

  #reads(app: FastifyInstance): void {
    app.addHook('onRequest', () => (this.hung ? new Promise<void>(() => {}) : Promise.resolve()))
    app.get('/api/home', () => ({
      box: 'box-0123456789abcdef',
      site: REGISTRY.site,
      now: this.clock.now(),
      clock: this.clock.clock,
      zones: ZONES,
      kinds: KINDS,
      devices: this.devices,
      uplink: this.uplink,
      health: this.health,
      events: this.events,
      latest: [...this.rows.values()].map(latestOf),
      alarms: this.alarms.standing(),
      interlocks: this.interlocks,
      rules: this.alarms.rules,
    }))
    app.get('/api/stream', (_request, reply) => {
      reply.hijack()
      reply.raw.on('error', () => reply.raw.destroy())
      reply.raw.on('close', () => this.#streams.delete(reply.raw))
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      reply.raw.flushHeaders()
      this.#streams.add(reply.raw)
    })
    app.get<{ Querystring: { device: string; point: string; from: string; to: string } }>('/api/series', ({ query }) =>
      this.series(query.device, query.point, Number(query.from), Number(query.to)),
    )
    app.get('/api/series/limits', () => ({ limits: this.limits, alarms: this.alarmSpans }))
    app.get('/api/forms', () => ({ forms: FORMS }))
    app.get('/api/duties', () => ({ duties: this.duties }))
    app.get('/api/interlocks', () => ({ interlocks: this.interlocks }))
    app.get('/api/people', () => ({ known: false, people: [], acts: {} }))
    app.get('/api/uplink/key', () => ({ fingerprint: '4f6d 19f3 c151 7369', changed: false, madeAt: Date.now() }))
    app.get('/api/session', () => ({ loggedIn: this.loggedIn }))
    app.get('/api/registry', () => ({ ...REGISTRY, devices: this.devices }))
    app.get<{ Params: { id: string } }>('/api/devices/:id/commands', ({ params }) => ({
      commands: this.offered[params.id] ?? [],
    }))
    app.get('/api/health', () => ({ status: 'ok', softwareVersion: '0.1.0' }))
    app.get('/api/units/:id/trace', () => ({
      lines: [
        { at: Date.now() - 40, direction: 'tx', hex: '04 03 00 00 00 02 c4 5e' },
        { at: Date.now(), direction: 'rx', hex: '04 03 04 00 02 00 00 af 33', decoded: { gas: 2 } },
      ],
    }))
  }

  #writes(app: FastifyInstance): void {
    app.post<{ Body: { password: string } }>('/api/login', ({ body }, reply) => {
      if (body.password !== 'hearth') return reply.code(401).send({ code: 'LOGIN_WRONG', message: 'wrong password' })
      this.loggedIn = true
      return {}
    })
    type Order = { Params: { id: string }; Body: { command: string; value?: Value } }
    app.post<Order>('/api/devices/:id/commands', ({ params, body }) => {
      this.orders.push({ device: params.id, ...body })
      return { id: 'order-1', ...this.commandAnswer }
    })
    app.post('/api/attachments', ({ body }) => {
      const bytes = body as Buffer
      return { digest: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
    })
    app.post('/api/records', async ({ body }, reply) => {
      this.records.push(body as Record<string, unknown>)
      const answer = await this.recordAnswer()
      if (answer === 'lost') {
        reply.raw.destroy()
        return reply
      }
      return reply.code(answer.status).send(answer.body)
    })
  }
}

const latestOf = ({ mono, ...row }: Row) => {
  const age = Math.round(performance.now() - mono)
  return { ...row, at: Date.now() - age, age }
}

/** A gentle wave around a value, one dot every 30 s. */
function waveOf(value: number | boolean, from: number, to: number): SeriesAnswer {
  const t: number[] = []
  for (let at = from; at <= to; at += 30_000) t.push(at)
  const height = typeof value === 'number' ? Math.max(0.4, Math.abs(value) * 0.03) : 0
  const v = t.map((at) => (typeof value === 'number' ? value + Math.sin(at / 170_000) * height : value))
  return { t, v, q: t.map(() => 'good'), truncated: false }
}

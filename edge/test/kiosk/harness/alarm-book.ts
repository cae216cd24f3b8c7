import type { AlarmEntry } from '@zaojun/core'
import type { FastifyInstance } from 'fastify'

type Row = Omit<AlarmEntry, 'type' | 'step'>
type Order = { Params: { id: string }; Body: { by?: string; minutes?: number; reason?: string } }
const rule = (zh: string, en: string, unit?: string) => ({
  title: { zh, en },
  advice: { zh: '先把食品移到别的冷柜', en: 'Move the food to another cabinet first' },
  document: 'GB 31654-2021 6.2',
  ...(unit === undefined ? {} : { unit }),
})

/** The alarms of the stand-in box: a test raises them by hand, the screen moves them through the API. */
export class AlarmBook {
  readonly rules: Record<string, ReturnType<typeof rule>> = {
    'cold-warm': rule('冷藏温度过高', 'Cold storage too warm', 'Cel'),
    'gas-level-2': rule('可燃气二级', 'Combustible gas level 2'),
  }
  readonly orders: { id: string; order: string; [field: string]: unknown }[] = []
  closed: Row[] = []
  /** As the box groups them. */
  overview: Record<string, unknown> = {
    groups: [],
    counted: 0,
    flood: { active: false, since: null, raised: 0 },
    chattering: [],
  }
  readonly #rows = new Map<string, Row>()
  readonly #tell: (alarm: AlarmEntry) => void

  constructor(tell: (alarm: AlarmEntry) => void) {
    this.#tell = tell
  }

  standing(): Row[] {
    return [...this.#rows.values()]
  }

  raise(id: string, change: Partial<Row> = {}): Row {
    const row: Row = {
      id,
      rule: 'cold-warm',
      ruleVersion: 1,
      device: 'cold-store',
      point: 'air-temperature',
      severity: 'major',
      state: 'unacknowledged',
      active: true,
      acknowledged: false,
      raisedAt: Date.now() - 120_000,
      times: 1,
      value: 9.6,
      limit: 8,
      correction: 'due',
      level: 0,
      ...change,
    }
    return this.#step(row, 'raised')
  }

  /** The condition is gone, it was acknowledged, and nothing more is due. */
  close(id: string): void {
    const row = this.#row(id)
    this.#step({ ...row, active: false, acknowledged: true, state: 'normal', correction: 'not-needed' }, 'cleared')
    this.#rows.delete(id)
  }

  routes(app: FastifyInstance): void {
    app.get<{ Querystring: { before?: string } }>('/api/alarms', ({ query }) => {
      const from = query.before === undefined ? 0 : Number(query.before)
      const next = from + 2 < this.closed.length ? from + 2 : null
      return { alarms: this.closed.slice(from, from + 2), next }
    })
    app.get('/api/alarms/overview', () => this.overview)
    app.get<{ Params: { id: string } }>('/api/alarms/:id/steps', ({ params: { id } }) => ({
      steps: [{ ...this.#row(id), type: 'alarm', step: 'raised', seq: 1, wall: Date.now() - 120_000 }],
    }))
    app.get('/api/alarms/:id/corrections', () => ({ records: [] }))
    const order = (name: string, change: (body: Order['Body']) => Partial<Row>, step: AlarmEntry['step']) =>
      app.post<Order>(`/api/alarms/:id/${name}`, ({ params: { id }, body }) => {
        this.orders.push({ id, order: name, ...body })
        return this.#step({ ...this.#row(id), ...change(body) }, step)
      })
    order('acknowledge', () => ({ acknowledged: true, state: 'acknowledged' }), 'acknowledged')
    order('correction', ({ by }) => ({ correction: 'recorded', ...(by && { correctedBy: by }) }), 'corrected')
    order('verification', () => ({ correction: 'verified' }), 'verified')
    order('shelve', ({ minutes = 0 }) => ({ state: 'shelved', until: Date.now() + minutes * 60_000 }), 'shelved')
  }

  #row(id: string): Row {
    const row = this.#rows.get(id) ?? this.closed.find((one) => one.id === id)
    if (row === undefined) throw new Error(`no alarm ${id}`)
    return row
  }

  #step(row: Row, step: AlarmEntry['step']): Row {
    this.#rows.set(row.id, row)
    this.#tell({ type: 'alarm', step, ...row })
    return row
  }
}

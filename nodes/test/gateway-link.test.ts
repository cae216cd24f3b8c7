import { describe, expect, it } from 'vitest'
import { backOffMs } from '../src/shared/back-off.ts'
import { GatewayLink, type Socket } from '../src/shared/gateway-link.ts'
import type { FromFlow, ToFlow } from '../src/shared/wire.ts'

/** Time that only moves when told. */
class Clock {
  now = 0
  readonly #due: { at: number; work: () => void }[] = []
  after = (ms: number, work: () => void) => {
    const entry = { at: this.now + ms, work }
    this.#due.push(entry)
    return () => {
      const index = this.#due.indexOf(entry)
      if (index >= 0) this.#due.splice(index, 1)
    }
  }
  pass(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#due.splice(this.#due.indexOf(next), 1)
      this.now = next.at
      next.work()
    }
    this.now = end
  }
}

/** The wire itself is tested with real sockets elsewhere; here a line that answers to the test alone. */
class Line implements Socket {
  readonly said: FromFlow[] = []
  closed = false
  readonly #listeners = new Map<string, (event: never) => void>()
  addEventListener(event: string, listener: (event: never) => void): void {
    this.#listeners.set(event, listener)
  }
  send(text: string): void {
    this.said.push(JSON.parse(text))
  }
  close(): void {
    this.closed = true
  }
  happen(event: 'open' | 'close' | 'error'): void {
    this.#listeners.get(event)?.({} as never)
  }
  hear(message: ToFlow | string): void {
    const data = typeof message === 'string' ? message : JSON.stringify(message)
    this.#listeners.get('message')?.({ data } as never)
  }
  heard<Type extends FromFlow['type']>(type: Type): Extract<FromFlow, { type: Type }>[] {
    return this.said.filter((message) => message.type === type) as Extract<FromFlow, { type: Type }>[]
  }
}

const registry = {
  revision: 1,
  site: { name: '', timeZone: 'Asia/Shanghai' },
  zones: [],
  buses: [],
  units: [],
  devices: [],
}

function started() {
  const clock = new Clock()
  const lines: Line[] = []
  const link = new GatewayLink({
    address: 'ws://gateway',
    token: 'secret',
    source: 'test',
    open: () => {
      const line = new Line()
      lines.push(line)
      return line
    },
    now: () => clock.now,
    random: () => 1,
    after: clock.after,
  })
  const line = () => {
    const last = lines.at(-1)
    if (last === undefined) throw new Error('nothing was opened')
    return last
  }
  const welcome = (generation = 0) => {
    line().happen('open')
    line().hear({ type: 'welcome', protocol: 1, box: 'box-1', registry, generation })
    return line()
  }
  link.start()
  return { clock, lines, link, line, welcome }
}
const deploy = { revision: 'flows-1', buses: [], units: [], devices: [] }

describe('the back-off', () => {
  it('doubles to half a minute and spreads over the upper half', () => {
    expect([1, 2, 3, 4, 20].map((attempt) => backOffMs(attempt, 1))).toEqual([500, 1000, 2000, 4000, 30_000])
    expect([1, 20].map((attempt) => backOffMs(attempt, 0))).toEqual([250, 15_000])
  })
})

describe('the link to a gateway', () => {
  it('says hello first, with its token and its source', () => {
    const { line } = started()
    line().happen('open')
    expect(line().said).toEqual([{ type: 'hello', protocol: 1, token: 'secret', source: 'test' }])
  })

  it('tries again and again, one attempt at a time, when nobody answers', () => {
    const { clock, lines, link, line } = started()
    for (let attempt = 2; attempt < 8; attempt += 1) {
      line().happen('error')
      line().happen('close')
      line().happen('close')
      expect(link.state).toMatchObject({ state: 'connecting', attempt })
      clock.pass(30_000)
      expect(lines).toHaveLength(attempt)
    }
  })

  it('subscribes again after a reconnect, and only to what is still wanted', () => {
    const { clock, link, line, welcome } = started()
    const seen: unknown[] = []
    const stop = link.subscribe({ devices: ['gone'] }, () => {})
    link.subscribe({ devices: ['probe-a'] }, (entry) => seen.push(entry))
    welcome()
    expect(line().heard('subscribe')).toHaveLength(2)
    stop()
    line().happen('close')
    clock.pass(1000)
    const again = welcome().heard('subscribe')
    expect(again.map(({ filter }) => filter)).toEqual([{ devices: ['probe-a'] }])
    line().hear({ type: 'entry', ref: again[0]?.ref ?? '', entry: { value: 5 } })
    expect(seen).toEqual([{ value: 5 }])
  })

  it('takes a line that has gone silent for dead', () => {
    const { clock, lines, link, welcome } = started()
    const line = welcome()
    clock.pass(40_000)
    line.hear({ type: 'alive' })
    clock.pass(40_000)
    expect(link.state.state).toBe('online')
    clock.pass(30_000)
    expect(line.closed).toBe(true)
    expect(lines).toHaveLength(2)
  })

  it('sends each deploy with a generation above the one the gateway knows', () => {
    const { link, welcome } = started()
    link.deploy(deploy)
    const line = welcome(7)
    expect(line.heard('snapshot')).toMatchObject([{ snapshot: { revision: 'flows-1', generation: 8 } }])
    link.deploy({ ...deploy, revision: 'flows-2' })
    expect(line.heard('snapshot').at(-1)).toMatchObject({ snapshot: { revision: 'flows-2', generation: 9 } })
  })

  it('sends the same deploy under the same generation after a reconnect', () => {
    const { clock, link, line, welcome } = started()
    link.deploy(deploy)
    welcome()
    line().happen('close')
    clock.pass(1000)
    expect(welcome(1).heard('snapshot')).toMatchObject([{ snapshot: { generation: 1 } }])
  })

  it('tells its nodes when a deploy was refused as a whole', () => {
    const { link, welcome } = started()
    const outcomes: unknown[] = []
    link.onResults.add((outcome) => outcomes.push(outcome))
    link.deploy(deploy)
    const line = welcome()
    const ref = line.heard('snapshot')[0]?.ref ?? ''
    line.hear({ type: 'error', ref, code: 'REGISTRY_BUS_TWICE', message: 'two buses' })
    expect(outcomes).toMatchObject([{ code: 'REGISTRY_BUS_TWICE', message: 'two buses' }])
  })

  it('fails an order at once while the gateway is away, and one under way when it goes', async () => {
    const { link, line, welcome } = started()
    await expect(link.command({ device: 'v', command: 'close' }, () => {})).rejects.toMatchObject({
      code: 'LINK_OFFLINE',
    })
    welcome()
    const order = link.command({ device: 'v', command: 'close' }, () => {})
    line().happen('close')
    await expect(order).rejects.toMatchObject({ code: 'LINK_OFFLINE' })
  })

  it('fails a question that nobody answers in half a minute', async () => {
    const { clock, link, line, welcome } = started()
    welcome()
    const seq = link.recordEvent({ event: 'shift-started', data: {} })
    const refused = expect(seq).rejects.toMatchObject({ code: 'LINK_NO_ANSWER' })
    clock.pass(20_000)
    line().hear({ type: 'alive' })
    clock.pass(10_000)
    await refused
  })

  it('remembers that its token was refused', () => {
    const { link, line } = started()
    line().happen('open')
    line().hear({ type: 'error', code: 'FLOW_TOKEN_REFUSED', message: 'no' })
    line().happen('close')
    expect(link.state).toMatchObject({ state: 'connecting', attempt: 2, code: 'FLOW_TOKEN_REFUSED' })
  })

  it('hears nothing more once it is stopped', () => {
    const { clock, lines, link, line, welcome } = started()
    welcome()
    link.stop()
    line().happen('close')
    clock.pass(100_000)
    expect(lines).toHaveLength(1)
    expect(link.state.state).toBe('stopped')
  })
})

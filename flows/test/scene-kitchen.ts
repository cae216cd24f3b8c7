import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Entry, Value } from '@zaojun/core'
import { loadEdgeConfig } from '@zaojun/edge/config'
import { Gateway } from '@zaojun/edge/gateway/gateway'
import { type Flow, NodeRedProcess } from '../../edge/test/node-red/node-red-process.ts'
import { Simulator } from '../../scripts/simulator/simulator.ts'

const PASSWORD = 'a password for tests'
/** A rule that waits ten minutes waits six seconds here. */
const HURRY = 100

/** The ready-made kitchen as an installer would run it: simulator, gateway and Node-RED, all of them real. */
export class SceneKitchen {
  readonly simulator = new Simulator({ serial: false })
  readonly flow: Flow = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'kitchen.json'), 'utf8'))
  private readonly folder = mkdtempSync(join(tmpdir(), 'zaojun-scenes-'))
  private readonly entries: Entry[] = []
  private readonly waiting = new Set<() => void>()
  private gateway: Gateway | undefined
  private nodeRed: NodeRedProcess | undefined

  async start(): Promise<void> {
    await this.simulator.start()
    const file = join(this.folder, 'kitchen.json')
    writeFileSync(file, JSON.stringify(this.simulator.kitchen()))
    const settings = {
      data: join(this.folder, 'box'),
      kitchen: file,
      'http.port': '0',
      'login.password': PASSWORD,
      'log.level': 'silent',
      'ledger.groupCommitMs': '10',
      'ledger.reserveMiB': '0',
    }
    this.gateway = new Gateway(
      loadEdgeConfig(
        Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]),
        {},
      ),
    )
    await this.gateway.start()
    this.gateway.box.ledger.onCommitted((entries) => {
      this.entries.push(...entries)
      for (const look of this.waiting) look()
    })
    const { address: url, box } = this.gateway
    this.nodeRed = new NodeRedProcess({ url, token: box.flowToken }, this.flow.map(hurried))
    await this.nodeRed.start()
    await this.entry((entry) => entry.type === 'event' && entry.event === 'flows-deployed')
  }

  async stop(): Promise<void> {
    await this.nodeRed?.stop()
    await this.gateway?.stop()
    await this.simulator.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  get box() {
    if (this.gateway === undefined) throw new Error('not started')
    return this.gateway.box
  }

  /** What a device measures from now on, by its point. */
  set(device: string, point: string, value: Value): void {
    const { unit, channel } = this.bindingOf(device, point)
    this.simulator.set(unit, channel, value)
  }

  /** What a device's channel reads in the simulated unit itself. */
  reads(device: string, point: string): Value {
    const { unit, channel } = this.bindingOf(device, point)
    return this.simulator.unit(unit).value(channel)
  }

  /** Presses the button of an inject node. */
  async press(name: string): Promise<void> {
    const node = this.flow.find((part) => part.type === 'inject' && part.name === name)
    await this.nodeRed?.call(`/inject/${node?.id}`, { method: 'POST', body: {} })
  }

  /** The first event of that name about the device, whenever it stands in the ledger. */
  event(event: string, device: string): Promise<Entry> {
    return this.entry((entry) => entry.type === 'event' && entry.event === event && entry.device === device)
  }

  /** The order's end, as it stands in the ledger. */
  async result(device: string, command: string): Promise<string> {
    const ended = await this.entry(
      (entry) =>
        entry.type === 'command' && entry.device === device && entry.command === command && entry.result !== 'accepted',
    )
    return ended.type === 'command' ? ended.result : ''
  }

  entry(is: (entry: Entry) => boolean): Promise<Entry> {
    const { promise, resolve } = Promise.withResolvers<Entry>()
    const look = () => {
      const found = this.entries.find(is)
      if (found === undefined) return
      this.waiting.delete(look)
      resolve(found)
    }
    this.waiting.add(look)
    look()
    return promise
  }

  private bindingOf(device: string, point: string) {
    const binding = this.box.registry.current.devices.find(({ id }) => id === device)?.points[point]
    if (binding === undefined) throw new Error(`${device} has no ${point}`)
    return binding
  }
}

/** The one change to the flows: what waits is not waited for as long. */
const hurried = (part: Flow[number]): Flow[number] =>
  part.type === 'trigger' ? { ...part, duration: String(Number(part.duration) / HURRY) } : part

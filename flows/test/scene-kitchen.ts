import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry, Value } from '@zaojun/core'
import { POLL_PARAM } from '@zaojun/device-profiles'
import { loadEdgeConfig } from '@zaojun/edge/config'
import { Gateway } from '@zaojun/edge/gateway/gateway'
import { type Flow, NodeRedProcess } from '../../edge/test/node-red/node-red-process.ts'
import { type KitchenPlan, readPlan } from '../../scripts/simulator/plan.ts'
import { Simulator } from '../../scripts/simulator/simulator.ts'
import { devicePart, noting } from '../src/parts.ts'

const PASSWORD = 'a password for tests'
/** A rule that waits ten minutes waits three seconds here. */
const HURRY = 200
const POLL_MS = 200
/** By then a value was polled and its flow ran. */
const SEEN_MS = 2_000
const READ_COILS = 1
const WAVER_MS = 150
const AGAIN_MS = 300

/** The ready-made kitchen as an installer would run it: simulator, gateway and Node-RED, all of them real. */
export class SceneKitchen {
  readonly simulator = new Simulator({ serial: false, plan: brisk(readPlan()) })
  readonly flow: Flow = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'kitchen.json'), 'utf8'))
  private readonly folder = mkdtempSync(join(tmpdir(), 'zaojun-scenes-'))
  /** Everything written into the ledger since the gateway began. */
  readonly seen: Entry[] = []
  private readonly waiting = new Set<() => void>()
  private told = 0
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
      this.seen.push(...entries)
      for (const look of this.waiting) look()
    })
    this.calm()
    const { address: url, box } = this.gateway
    this.nodeRed = new NodeRedProcess({ url, token: box.flowToken }, [...this.flow.map(hurried), ...CANARY_FLOW])
    await this.nodeRed.start()
    await this.event('canary-sings', CANARY.id)
    await this.disarm()
  }

  /** The gateway's own interlocks would act before the flows that are looked at. */
  private async disarm(): Promise<void> {
    const { interlocks } = this.box
    for (const { instance } of interlocks.all())
      await interlocks.setMode(instance.key, { mode: 'off', reason: 'the flows alone are driven', by: 'test' })
  }

  async stop(): Promise<void> {
    await this.nodeRed?.stop()
    await this.gateway?.stop()
    await this.simulator.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Nothing is going on when the tests begin. */
  private calm(): void {
    for (const scale of ['receiving-scale', 'fresh-scale']) this.weigh(scale, 0, true)
    this.set('core-probe-1', 'core-temperature', 20)
    this.set('core-probe-2', 'core-temperature', 20)
    this.set('produce-washer', 'phase', 'idle')
    this.set('dish-washer', 'phase', 'standby')
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

  /** The unit behind a device tells of something that happened. */
  tell(device: string, event: string, fields: Record<string, number | boolean | string>): void {
    const [binding] = Object.values(this.deviceOf(device).points)
    this.told += 1
    this.simulator.tell(binding?.unit ?? '', event, fields, String(this.told))
  }

  /** Presses the button of an inject node. */
  async press(name: string): Promise<void> {
    const node = this.flow.find((part) => part.type === 'inject' && part.name === name)
    await this.nodeRed?.call(`/inject/${node?.id}`, { method: 'POST', body: {} })
  }

  /** Goods are put on a scale: it wavers, then rests. Resolves with what the flow notes. */
  async goodsOn(scale: string, kilograms: number, noted: string): Promise<Entry> {
    for (const share of [0.4, 1.1, 0.9, 1]) {
      this.weigh(scale, kilograms * share, share === 1)
      await sleep(WAVER_MS)
    }
    return this.event(noted, scale)
  }

  /** Some scales show a weight and leave it to the box whether it rests; others say so. */
  private weigh(scale: string, kilograms: number, rests: boolean): void {
    const { unit } = this.bindingOf(scale, 'net')
    const { channels } = this.simulator.unit(unit).profile
    this.simulator.set(unit, channels.displayed === undefined ? 'net' : 'displayed', kilograms)
    if (channels.stable !== undefined && !('derive' in channels.stable.from)) this.simulator.set(unit, 'stable', rests)
  }

  /**
   * A door opens while the device disinfects. The unit stops itself at that moment, so the door opens just after the
   * box has read that it runs: else it would read first that it stopped, and no flow could know that it ran.
   */
  async openWhileRunning(device: string, door: string, noted: string): Promise<void> {
    const done = this.event(noted, device).then(() => true)
    for (;;) {
      this.set(device, door, false)
      this.set(device, 'running', true)
      await sleep(SEEN_MS)
      await this.coilsRead(device)
      this.set(device, door, true)
      if (await Promise.race([done, sleep(SEEN_MS).then(() => false)])) return
    }
  }

  /** Resolves when the unit was asked for its coils, where it says whether it runs. */
  private async coilsRead(device: string): Promise<void> {
    const { requests } = this.simulator.unit(this.bindingOf(device, 'running').unit)
    const before = requests.at(-1)
    while (requests.at(-1) === before || requests.at(-1)?.[0] !== READ_COILS) await sleep(1)
  }

  reading(device: string, point: string, value: Value): Promise<Entry> {
    return this.entry(
      (entry) => entry.type === 'reading' && entry.device === device && entry.point === point && entry.value === value,
    )
  }

  /** The first event of that name about the device, whenever it stands in the ledger. */
  event(event: string, device: string): Promise<Entry> {
    return this.entry((entry) => entry.type === 'event' && entry.event === event && entry.device === device)
  }

  /** The first end of such an order, as it stands in the ledger. */
  async result(device: string, command: string): Promise<string> {
    const ended = await this.entry(
      (entry) =>
        entry.type === 'command' && entry.device === device && entry.command === command && entry.result !== 'accepted',
    )
    return ended.type === 'command' ? ended.result : ''
  }

  /** Presses a button again and again until its order is carried out. */
  async pressUntilDone(name: string, device: string, command: string): Promise<void> {
    const done = (entry: Entry) =>
      entry.type === 'command' && entry.device === device && entry.command === command && entry.result === 'confirmed'
    while (!this.seen.some(done)) {
      await this.press(name)
      await sleep(AGAIN_MS)
    }
  }

  entry(is: (entry: Entry) => boolean): Promise<Entry> {
    const { promise, resolve } = Promise.withResolvers<Entry>()
    const look = () => {
      const found = this.seen.find(is)
      if (found === undefined) return
      this.waiting.delete(look)
      resolve(found)
    }
    this.waiting.add(look)
    look()
    return promise
  }

  private bindingOf(device: string, point: string) {
    const binding = this.deviceOf(device).points[point]
    if (binding === undefined) throw new Error(`${device} has no ${point}`)
    return binding
  }

  private deviceOf(id: string) {
    const device = this.box.registry.current.devices.find((each) => each.id === id)
    if (device === undefined) throw new Error(`no device ${id}`)
    return device
  }
}

/** The one change to the flows: what waits is not waited for as long. */
const hurried = (part: Flow[number]): Flow[number] =>
  part.type === 'trigger' ? { ...part, duration: String(Number(part.duration) / HURRY) } : part

/** A device of the test's own. Its node is the last of all: when it is heard, every other has its ear open. */
const CANARY = {
  id: 'canary',
  kind: 'core-temp-probe',
  name: '金丝雀',
  zone: 'office',
  unit: 'probe-module',
  position: 8,
}
const CANARY_FLOW: Flow = [
  { id: 'canary-tab', type: 'tab', label: 'canary' },
  {
    ...devicePart('canary-node', CANARY),
    z: 'canary-tab',
    wires: [['canary-note']],
  },
  { ...noting('canary-note', 'canary-sings', CANARY.id), z: 'canary-tab', wires: [[]] },
]

/** Every unit that can be asked is asked five times a second: nobody waits for a slow poll. */
function brisk(plan: KitchenPlan): KitchenPlan {
  const buses = plan.buses.map((bus) => ({
    ...bus,
    units: bus.transport.startsWith('modbus')
      ? bus.units.map((unit) => ({ ...unit, params: { ...unit.params, [POLL_PARAM]: POLL_MS } }))
      : bus.units,
  }))
  return { ...plan, buses, devices: [...plan.devices, CANARY] }
}

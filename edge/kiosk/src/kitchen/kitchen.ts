import { type InjectionKey, inject, ref, shallowReactive, shallowRef } from 'vue'
import { box } from '../box/client.ts'
import type {
  AlarmOverview,
  AlarmRow,
  BoxTime,
  DeviceHealth,
  Duty,
  Home,
  InterlockRow,
  LastEvent,
  LatestReading,
  People,
  Registry,
  ScannedLabel,
  SignOn,
  UplinkStatus,
} from '../box/shapes.ts'
import { BoxStream, type StreamEvent } from '../box/stream.ts'
import { adopt as adoptPeople, fetchPeople } from '../people/signed-on.ts'
import { came } from '../people/somebody.ts'
import { report } from '../report.ts'
import { Alarms } from './alarms.ts'
import { Duties } from './duties.ts'
import { History } from './history.ts'
import { Interlocks } from './interlocks.ts'
import { keyOf, type PointState, pointState } from './points.ts'

/** What changes seldom: the site, its rooms and what stands in them. */
export type Frame = Pick<Home, 'box' | 'site' | 'zones' | 'kinds' | 'devices'>
export type Link = 'starting' | 'connected' | 'lost'
/** The box's time as told, and this page's monotonic ms when it was told. */
export type TimeTold = BoxTime & { told: number }

/**
 * The kitchen as this screen knows it: one picture from `/api/home`, kept current by the stream, fetched anew
 * after every reconnect. Readings are applied once per animation frame, however many arrive.
 */
export class Kitchen {
  readonly frame = shallowRef<Frame>()
  readonly uplink = shallowRef<UplinkStatus>()
  readonly health = shallowReactive(new Map<string, DeviceHealth>())
  readonly points = shallowReactive(new Map<string, PointState>())
  /** What each device told of last. */
  readonly events = shallowReactive(new Map<string, LastEvent>())
  readonly link = ref<Link>('starting')
  readonly time = shallowRef<TimeTold>({ now: null, clock: 'unknown', ledgerFull: false, told: 0 })
  /** Page ms, once a second: what ages count from. */
  readonly beat = ref(0)
  /** Grows with each new picture: sparklines fetch their minutes again. */
  readonly pictures = ref(0)
  readonly alarms = new Alarms()
  readonly duties = new Duties()
  readonly interlocks = new Interlocks()
  /** The label a reader read last, until somebody looked at it. */
  readonly scanned = shallowRef<ScannedLabel>()
  readonly history = new History()
  readonly now: () => number
  readonly #stream: BoxStream
  readonly #waiting = new Map<string, { row: LatestReading; heard: number }>()
  /** Rules whose words were asked for: once each, also in a storm. */
  readonly #wordless = new Set<string>()
  #frameRequest: number | undefined
  #beats: ReturnType<typeof setInterval> | undefined

  constructor(now: () => number, random: () => number) {
    this.now = now
    this.#stream = new BoxStream(
      {
        opened: () => this.#fetchPicture(),
        joined: () => {
          this.link.value = 'connected'
        },
        lost: () => {
          this.link.value = 'lost'
        },
        received: (event, data) => this.#receive(event, data),
      },
      now,
      random,
    )
  }

  start(): void {
    this.beat.value = this.now()
    this.#beats = setInterval(() => {
      this.beat.value = this.now()
    }, 1_000)
    this.#stream.start()
  }

  stop(): void {
    clearInterval(this.#beats)
    if (this.#frameRequest !== undefined) cancelAnimationFrame(this.#frameRequest)
    this.#stream.stop()
  }

  /** The box's wall clock now (ms), or null while it does not know the time. */
  wall(): number | null {
    const { now, told } = this.time.value
    return now === null ? null : Math.round(now + Math.max(0, this.beat.value - told))
  }

  async #fetchPicture(): Promise<void> {
    const asked = this.now()
    this.alarms.asked()
    this.interlocks.asked()
    const home = await box.home()
    const { now, clock, ledgerFull, uplink, health, latest, events, alarms, rules, interlocks, ...frame } = home
    this.frame.value = frame
    this.uplink.value = uplink
    this.time.value = { now, clock, ledgerFull, told: asked }
    this.health.clear()
    for (const [device, state] of Object.entries(health)) this.health.set(device, state)
    for (const event of events) this.#happened(event)
    this.alarms.adopt(alarms, rules)
    this.interlocks.adopt(interlocks, asked)
    this.#fetchOverview().catch((error: unknown) => report('alarm-overview', error))
    fetchPeople().catch((error: unknown) => report('people', error))
    this.duties.fetch().catch((error: unknown) => report('duties', error))
    this.history.clear()
    for (const row of latest) {
      const key = keyOf(row.device, row.point)
      const before = this.points.get(key)
      // What the stream told since the question is newer than the answer.
      if (before === undefined || before.heard <= asked) this.points.set(key, pointState(row, asked, before))
    }
    this.pictures.value += 1
  }

  async #fetchOverview(): Promise<void> {
    this.alarms.overview.value = await box.alarmOverview()
  }

  #receive(event: StreamEvent, data: unknown): void {
    if (event === 'live') this.#hear(data as LatestReading[])
    else if (event === 'uplink') this.uplink.value = data as UplinkStatus
    else if (event === 'registry') this.#adopt(data as Registry)
    else if (event === 'happened') this.#happened(data as LastEvent)
    else if (event === 'alarm') this.#alarmed(data as AlarmRow)
    else if (event === 'alarm-overview') this.alarms.overview.value = data as AlarmOverview
    else if (event === 'interlock') this.interlocks.step(data as InterlockRow, this.now())
    else if (event === 'people') adoptPeople(data as People)
    else if (event === 'person') came(data as SignOn)
    else if (event === 'label') this.scanned.value = data as ScannedLabel
    else if (event === 'duties') this.duties.adopt(data as Duty[])
    else if (event === 'tick') this.time.value = { ...(data as BoxTime), told: this.now() }
    else {
      const health = data as DeviceHealth
      this.health.set(health.device, health)
    }
  }

  #happened(event: LastEvent): void {
    if (event.seq >= (this.events.get(event.device)?.seq ?? 0)) this.events.set(event.device, event)
  }

  #alarmed(alarm: AlarmRow): void {
    this.alarms.step(alarm)
    // A rule put in force since the picture: its words come with the next one.
    if (this.alarms.rules.value[alarm.rule] !== undefined || this.#wordless.has(alarm.rule)) return
    this.#wordless.add(alarm.rule)
    this.#fetchPicture().catch((error: unknown) => report('home', error))
  }

  #hear(rows: LatestReading[]): void {
    const heard = this.now()
    for (const row of rows) {
      const key = keyOf(row.device, row.point)
      this.#waiting.set(key, { row, heard })
      this.history.append(key, { ...row, basis: heard - row.age })
    }
    this.#frameRequest ??= requestAnimationFrame(() => this.#apply())
  }

  #apply(): void {
    this.#frameRequest = undefined
    for (const [key, { row, heard }] of this.#waiting)
      this.points.set(key, pointState(row, heard, this.points.get(key)))
    this.#waiting.clear()
  }

  /** They follow from the devices, and nobody tells of those that came or went. */
  async #fetchInterlocks(): Promise<void> {
    const asked = this.now()
    this.interlocks.asked()
    this.interlocks.adopt(await box.interlocks(), asked)
  }

  #adopt(registry: Registry): void {
    const known = this.frame.value
    if (known === undefined) return
    const { site, zones, devices } = registry
    this.frame.value = { ...known, site, zones, devices }
    this.#fetchInterlocks().catch((error: unknown) => report('interlocks', error))
    if (devices.some(({ kind }) => known.kinds[kind] === undefined))
      this.#fetchPicture().catch((error: unknown) => report('home', error))
  }
}

export const KITCHEN: InjectionKey<Kitchen> = Symbol('kitchen')
export function useKitchen(): Kitchen {
  const kitchen = inject(KITCHEN)
  if (kitchen === undefined) throw new Error('no kitchen provided')
  return kitchen
}

import { type Bus, type Device, defineErrors, type Event, originOf, type Registry } from '@zaojun/core'
import type { Catalogue, KindEvent, Personal } from '@zaojun/device-profiles'
import type { Told } from '../alarms/watcher.ts'
import type { BoxClock } from '../clock.ts'
import type { Picture, UnitEvent } from '../drivers/driver.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Keeping } from '../ledger/rows.ts'
import type { Consents } from './consents.ts'
import { commitTo, type PersonalValues } from './personal-parts.ts'
import type { Pseudonyms } from './pseudonyms.ts'

export const fail = defineErrors({
  EVENT_NOWHERE: { status: 503, zh: '单元 {name} 还没有绑定设备', en: 'no device is bound to unit {name} yet' },
})

/** A person's number where no field of the event says why a person is named in it. */
const NAMED: Personal = { purpose: 'who-did-it', retentionDays: 730, basis: 'law', sensitive: false }
const MOST_PICTURES = 16
const CODE_READ = 'code-read'

type Parts = {
  ledger: Ledger
  clock: BoxClock
  catalogue: Catalogue
  registry: () => Registry
  pseudonyms: Pseudonyms
  consents: Consents
  /** A reader read a code: whether it was a person's badge. Such a code is written nowhere. */
  signsOn(code: string, reader: string): boolean
  /** Personal parts or pictures were added: they are to go out. */
  onDetails(): void
  /** It is on disk. */
  onWritten(told: Told): void
}
/**
 * Who is named in an event: field → pseudonym. What is personal in it is about the first of them, whose consent opens
 * the door; a second person's own number needs that one's.
 */
type Door = { named: ReadonlyMap<string, string>; opens(personal: Personal, person: string | undefined): boolean }
/** An event with what is personal taken apart. */
type Sorted = { data: Event['data']; personal: PersonalValues; pictures: Keeping | undefined }

/**
 * Writes what units tell of as events of the devices bound to them. Open fields stand in the entry; a person's number
 * becomes a pseudonym; personal values are committed to and kept apart; what needs a consent that is not on record is
 * dropped here, and the event says `withheld`.
 */
export class UnitEvents {
  private readonly parts: Parts
  /** Events on their way to disk by the name of what was sent: one that comes twice at once is written once. */
  private readonly underWay = new Map<string, Promise<void>>()

  constructor(parts: Parts) {
    this.parts = parts
  }

  /** Resolves when it is on disk, or was before. Rejects `EVENT_NOWHERE` while no device is bound to the unit. */
  async take(told: UnitEvent): Promise<void> {
    const { registry, catalogue } = this.parts
    const { devices, units, buses } = registry()
    const bus = buses.find((row) => row.id === units.find((unit) => unit.id === told.unit)?.bus)
    const bound = devices.filter(
      ({ points, state }) => state !== 'retired' && Object.values(points).some(({ unit }) => unit === told.unit),
    )
    if (bus === undefined || bound.length === 0) throw fail('EVENT_NOWHERE', { name: told.unit, place: told.unit })
    if (told.event === CODE_READ && this.parts.signsOn(String(told.fields.code), bound[0]?.id ?? told.unit)) return
    for (const device of bound) {
      const spec = catalogue.kinds.get(device.kind)?.events?.[told.event]
      if (spec !== undefined) await this.once(device, spec, told, bus)
    }
  }

  private async once(device: Device, spec: KindEvent, told: UnitEvent, bus: Bus): Promise<void> {
    if (told.key === undefined) return this.write(device, spec, told, bus)
    // With its own time: a unit that was reset counts its events from one again.
    const named = [told.unit, device.id, told.event, told.key, String(told.deviceTime ?? '')]
    const sender = this.parts.pseudonyms.sender(named)
    const running = this.underWay.get(sender)
    if (running !== undefined) return running
    const writing = this.writeOnce(device, spec, told, bus, sender).finally(() => this.underWay.delete(sender))
    this.underWay.set(sender, writing)
    return writing
  }

  private async writeOnce(device: Device, spec: KindEvent, told: UnitEvent, bus: Bus, sender: string): Promise<void> {
    if ((await this.parts.ledger.write('seqOf', sender)) === undefined)
      await this.write(device, spec, told, bus, sender)
  }

  private async write(device: Device, spec: KindEvent, told: UnitEvent, bus: Bus, sender?: string): Promise<void> {
    const { ledger, onDetails, onWritten, consents } = this.parts
    const door = this.doorFor(spec, told)
    const { data, personal, pictures } = sorted(spec, told, door)
    const attachments = pictures === undefined ? [] : await this.keep(told.pictures, pictures)
    const { committed, parts } = commitTo(personal)
    const entry: Event = {
      type: 'event',
      event: told.event,
      device: device.id,
      origin: originOf(bus),
      data: { ...data, ...committed },
      ...(told.deviceTime === undefined ? {} : { deviceTime: told.deviceTime }),
      ...(attachments.length === 0 ? {} : { attachments }),
    }
    await ledger.append(entry, { urgent: true, parts, sender })
    const values = Object.fromEntries(Object.entries(personal).map(([name, { value }]) => [name, value]))
    onWritten({
      device: device.id,
      kind: device.kind,
      event: told.event,
      data: { ...data, ...values },
      withheld: Object.keys(values),
    })
    // A consent withdrawn while this was being written takes it along.
    const kept = [...Object.values(personal), ...(pictures === undefined ? [] : [pictures])]
    for (const { basis, purpose, person } of kept)
      if (basis === 'consent' && person !== undefined && !consents.holds(person, purpose))
        await consents.eraseConsented(person, purpose)
    if (parts.length + attachments.length > 0) onDetails()
  }

  private doorFor({ fields }: KindEvent, told: UnitEvent): Door {
    const { pseudonyms, consents } = this.parts
    const naming = Object.keys(fields).filter((name) => fields[name]?.person && told.fields[name] !== undefined)
    const named = new Map(naming.map((name) => [name, pseudonyms.of(String(told.fields[name]))]))
    const opens: Door['opens'] = ({ basis, purpose }, person) =>
      basis === 'law' || (person !== undefined && consents.holds(person, purpose))
    return { named, opens }
  }

  private async keep(pictures: Picture[], keeping: Keeping): Promise<string[]> {
    const { ledger, clock } = this.parts
    const digests: string[] = []
    for (const { bytes, mediaType } of pictures.slice(0, MOST_PICTURES)) {
      const digest = await ledger.write('keepAttachment', { bytes, mediaType, at: clock.now().wall, keeping })
      if (!digests.includes(digest)) digests.push(digest)
    }
    return digests
  }
}

/** Fields the kind does not name are no part of the event. */
function sorted(spec: KindEvent, told: UnitEvent, door: Door): Sorted {
  const data: Event['data'] = {}
  const personal: PersonalValues = {}
  const withheld: string[] = []
  const [first] = door.named.values()
  const keeping = ({ purpose, basis, retentionDays }: Personal, person: string | undefined): Keeping => ({
    purpose,
    basis,
    days: retentionDays,
    ...(person === undefined ? {} : { person }),
  })
  for (const [name, field] of Object.entries(spec.fields)) {
    const value = told.fields[name]
    if (value === undefined) continue
    const person = door.named.get(name)
    const why = field.person ? whyNamed(spec) : field.personal
    const place = field.person ? `${name}-number` : name
    const about = person ?? first
    if (person !== undefined) data[name] = person
    if (why === undefined) data[name] = value
    else if (door.opens(why, about)) personal[place] = { value, ...keeping(why, about) }
    else withheld.push(place)
  }
  const seen = told.pictures.length > 0
  const why = spec.pictures?.personal
  const kept = seen && spec.pictures !== undefined && (why === undefined || door.opens(why, first))
  if (seen && !kept) withheld.push('pictures')
  if (withheld.length > 0) data.withheld = withheld
  const days = spec.pictures?.retentionDays
  const pictures = why === undefined ? { purpose: told.event, days } : { ...keeping(why, first), days }
  return { data, personal, pictures: kept ? pictures : undefined }
}

/** A number is held for the event's own reason: by law where anything in it is, else by the consent the rest needs. */
function whyNamed({ fields, pictures }: KindEvent): Personal {
  const reasons = [...Object.values(fields).map(({ personal }) => personal), pictures?.personal].filter(
    (each) => each !== undefined,
  )
  const chosen = reasons.find(({ basis }) => basis === 'law') ?? reasons[0] ?? NAMED
  const same = reasons.filter(({ basis, purpose }) => basis === chosen.basis && purpose === chosen.purpose)
  return { ...chosen, retentionDays: Math.max(chosen.retentionDays, ...same.map(({ retentionDays }) => retentionDays)) }
}

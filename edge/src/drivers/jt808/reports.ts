import { ZaojunError } from '@zaojun/core'
import { readBatch, writeBatch } from '@zaojun/device-profiles/jt808/location'
import { hexId, type Message } from '@zaojun/device-profiles/jt808/message'
import { readMedia, UP } from '@zaojun/device-profiles/jt808/terminal'
import type { Picture } from '../driver.ts'
import type { MessageUnits, Taken } from '../message-units.ts'
import type { UnitOnBus } from '../unit-on-bus.ts'

const PICTURE = 0
const JPEG = 0

/** `later`: it could not be recorded now, the terminal is to send it again. */
export type Reported = { taken: true } | { taken: false; error: string; later: boolean }

/** Hands on what a message says of the vehicle. Resolves when it is dealt with; what went wrong has been counted. */
export async function takeReport(units: MessageUnits, unit: UnitOnBus, message: Message): Promise<Reported> {
  try {
    const taken = await reported(units, unit, message)
    return taken.taken ? { taken: true } : { ...taken, later: false }
  } catch (error) {
    // The ledger could not, or no device is bound yet.
    const code = error instanceof ZaojunError ? error.code.toLowerCase().replaceAll('_', '-') : 'not-recorded'
    units.count(code)
    return { taken: false, error: code, later: true }
  }
}

function reported(units: MessageUnits, unit: UnitOnBus, { id, body }: Message): Promise<Taken> {
  if (id === UP.batch) return takeBatch(units, unit, body)
  if (id === UP.media) return takeMedia(units, unit, body)
  return units.take(unit, { bytes: body, topic: hexId(id) }, [], body)
}

/** Each report by itself. What was stored is late; of a usual batch only the last can be news. */
async function takeBatch(units: MessageUnits, unit: UnitOnBus, body: Uint8Array): Promise<Taken> {
  const batch = readBatch(body)
  if ('error' in batch) {
    units.count(batch.error)
    return { taken: false, error: batch.error }
  }
  let last: Taken = { taken: false, error: 'wrong-length' }
  for (const [index, location] of batch.locations.entries()) {
    const late = batch.stored || index < batch.locations.length - 1
    const given = late
      ? { bytes: writeBatch(true, [location]), topic: hexId(UP.batch) }
      : { bytes: location, topic: hexId(UP.location) }
    last = await units.take(unit, given, [], location)
  }
  return last
}

/** A JPEG picture that the unit's model tells of is kept with its event; everything else is not taken. */
async function takeMedia(units: MessageUnits, unit: UnitOnBus, body: Uint8Array): Promise<Taken> {
  const media = readMedia(body)
  const isJpeg = media?.data[0] === 0xff && media.data[1] === 0xd8
  if (media === undefined || media.type !== PICTURE || media.format !== JPEG || !isJpeg || !unit.profile?.events) {
    units.count('media-refused')
    return { taken: false, error: 'media-refused' }
  }
  const picture: Picture = { bytes: media.data, mediaType: 'image/jpeg' }
  const head = body.slice(0, body.length - media.data.length)
  return units.take(unit, { bytes: body, topic: hexId(UP.media) }, [picture], head)
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivately } from '../identity.ts'
import { type Channel, channelFault, channelListShape } from './channel.ts'
import { fail } from './errors.ts'

const FILE = 'channels.json'

/** The channels of this box, kept beside its data. */
export class Channels {
  private readonly file: string
  private held: Channel[]

  constructor(folder: string) {
    this.file = join(folder, FILE)
    const data: unknown = existsSync(this.file) ? JSON.parse(readFileSync(this.file, 'utf8')) : []
    if (!channelListShape.Check(data)) throw new Error(`${this.file}: not a list of channels`)
    this.held = data
  }

  all(): readonly Channel[] {
    return this.held
  }

  /** Throws `NOTIFY_UNKNOWN`. */
  at(id: string): Channel {
    const channel = this.held.find((each) => each.id === id)
    if (channel === undefined) throw fail('NOTIFY_UNKNOWN', { name: id })
    return channel
  }

  /** Throws `NOTIFY_CHANNEL` with channel and field; then nothing is changed. */
  set(channels: Channel[]): void {
    const fault = channelFault(channels)
    if (fault !== undefined)
      throw fail('NOTIFY_CHANNEL', { name: `${fault.id}/${fault.field}`, place: 'body/channels' })
    writePrivately(this.file, JSON.stringify(channels))
    this.held = channels
  }
}

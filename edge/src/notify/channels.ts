import { join } from 'node:path'
import { PrivateFile } from '../private-file.ts'
import { type Channel, channelFault, channelListShape } from './channel.ts'
import { fail } from './errors.ts'

const FILE = 'channels.json'

/** The channels of this box, kept beside its data. */
export class Channels {
  private readonly file: PrivateFile<Channel[]>

  constructor(folder: string) {
    this.file = new PrivateFile(join(folder, FILE), 'a list of channels', channelListShape, [])
  }

  all(): readonly Channel[] {
    return this.file.value
  }

  /** Throws `NOTIFY_UNKNOWN`. */
  at(id: string): Channel {
    const channel = this.file.value.find((each) => each.id === id)
    if (channel === undefined) throw fail('NOTIFY_UNKNOWN', { name: id })
    return channel
  }

  /** Throws `NOTIFY_CHANNEL` with channel and field; then nothing is changed. */
  set(channels: Channel[]): void {
    const fault = channelFault(channels)
    if (fault !== undefined)
      throw fail('NOTIFY_CHANNEL', { name: `${fault.id}/${fault.field}`, place: 'body/channels' })
    this.file.set(channels)
  }
}

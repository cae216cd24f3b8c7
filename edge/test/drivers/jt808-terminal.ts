import { wordAt } from '@zaojun/device-profiles/jt808/bytes'
import { FrameCutter } from '@zaojun/device-profiles/jt808/frames'
import { type Location, writeLocation } from '@zaojun/device-profiles/jt808/location'
import { type Message, parseMessage, writeMessage } from '@zaojun/device-profiles/jt808/message'
import { DOWN } from '@zaojun/device-profiles/jt808/platform'
import { UP, writeAuthentication, writeRegister } from '@zaojun/device-profiles/jt808/terminal'
import type { Call } from './dial-rig.ts'

export const PHONE = '13800138000'

export const somewhere = (more: Partial<Location> = {}): Uint8Array =>
  writeLocation({
    alarm: 0,
    status: 1,
    place: { latitude: 31.23, longitude: 121.47 },
    altitude: 5,
    speed: 36,
    direction: 90,
    time: Date.now(),
    items: [],
    ...more,
  })

/** A terminal in the test's hands: it numbers what it says and reads what comes back. */
export class Terminal {
  readonly call: Call
  readonly phone: string
  readonly edition: Message['edition']
  seq = 0
  code = ''

  constructor(call: Call, phone = PHONE, edition: Message['edition'] = '2013') {
    this.call = call
    this.phone = phone
    this.edition = edition
  }

  frame(id: number, body: Uint8Array, seq = ++this.seq): Uint8Array {
    return writeMessage({ id, edition: this.edition, phone: this.phone, seq, body })
  }

  say(id: number, body: Uint8Array = new Uint8Array()): number {
    this.call.say(this.frame(id, body))
    return this.seq
  }

  heard(): Message[] {
    return new FrameCutter().push(this.call.heard).flatMap(({ content }) => {
      const message = content && parseMessage(content)
      return message === undefined || 'error' in message ? [] : [message]
    })
  }

  /** The result of the platform's answer to a message. */
  result(seq: number): Promise<number> {
    return this.call.until(() => {
      const found = this.heard().find(({ id, body }) => id === DOWN.ack && wordAt(body, 0) === seq)
      return found === undefined ? undefined : (found.body[4] ?? 99)
    })
  }

  order(id: number, nth = 0): Promise<Message> {
    return this.call.until(() => this.heard().filter((message) => message.id === id)[nth])
  }

  async register(id = 'BOX0001'): Promise<number> {
    const seq = this.say(UP.register, writeRegister(this.edition, id, new Uint8Array(4)))
    const { body } = await this.call.until(() =>
      this.heard().find((message) => message.id === DOWN.registered && wordAt(message.body, 0) === seq),
    )
    this.code = new TextDecoder().decode(body.subarray(3))
    return body[2] ?? 99
  }

  async login(): Promise<this> {
    await this.register()
    await this.authenticate()
    return this
  }

  authenticate(code = this.code): Promise<number> {
    return this.result(this.say(UP.authenticate, writeAuthentication(this.edition, code)))
  }
}

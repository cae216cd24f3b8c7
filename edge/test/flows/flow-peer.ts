import { FLOW_SOCKET_PATH, type FromFlow, type ToFlow } from '@zaojun/core'
import { WebSocket } from 'ws'

/** The other end of the flow socket: says things and waits for what comes back. */
export class FlowPeer {
  readonly heard: ToFlow[] = []
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  #wake = () => {}

  constructor(url: string) {
    this.#socket = new WebSocket(url.replace('http', 'ws') + FLOW_SOCKET_PATH)
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (code) => {
        resolve(code)
        this.#wake()
      })
    })
    this.#socket.on('error', () => {})
    this.#socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)))
      this.#wake()
    })
  }

  async open(): Promise<this> {
    if (this.#socket.readyState !== WebSocket.OPEN)
      await new Promise((resolve, reject) => this.#socket.once('open', resolve).once('error', reject))
    return this
  }

  say(message: FromFlow | Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(message))
  }

  shout(text: string | Buffer): void {
    this.#socket.send(text)
  }

  /** Stops reading, as a peer does whose process hangs. */
  pause(): void {
    this.#socket.pause()
  }

  async hear<Type extends ToFlow['type']>(type: Type): Promise<Extract<ToFlow, { type: Type }>> {
    for (;;) {
      const found = this.heard.findIndex((message) => message.type === type)
      if (found >= 0) return this.heard.splice(found, 1)[0] as Extract<ToFlow, { type: Type }>
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.#socket.terminate()
  }
}

export async function welcomed(gateway: { url: string; token: string }, source = 'peer'): Promise<FlowPeer> {
  const peer = await new FlowPeer(gateway.url).open()
  peer.say({ type: 'hello', protocol: 1, token: gateway.token, source })
  await peer.hear('welcome')
  return peer
}

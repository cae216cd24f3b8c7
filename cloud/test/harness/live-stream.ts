import type { LatestRow } from '../../src/routes/latest/schema.ts'

/** A watcher of a site over a real connection: what it was sent, in order. */
export class LiveStream {
  readonly latest: LatestRow[] = []
  /** How often the server ended it. */
  endings = 0
  /** Why it could not be connected again. */
  failure: unknown
  private readonly leaving = new AbortController()
  private ended: Promise<void> | undefined

  static async open(url: string, site: string, token: string): Promise<LiveStream> {
    const stream = new LiveStream()
    const body = await stream.connect(url, site, token)
    stream.ended = stream.read(body).catch(() => {})
    return stream
  }

  /** One that connects again, as the console does, whenever it ends. */
  static async keep(url: string, site: string, token: string): Promise<LiveStream> {
    const stream = new LiveStream()
    const first = await stream.connect(url, site, token)
    const read = async () => {
      for (let body = first; ; body = await stream.connect(url, site, token)) {
        await stream.read(body)
        stream.endings += 1
      }
    }
    stream.ended = read().catch((error) => {
      if (!stream.leaving.signal.aborted) stream.failure = error
    })
    return stream
  }

  private async connect(url: string, site: string, token: string): Promise<ReadableStream<Uint8Array>> {
    const answer = await fetch(`${url}/v1/sites/${site}/live`, {
      headers: { authorization: `Bearer ${token}` },
      signal: this.leaving.signal,
    })
    if (!answer.ok || answer.body === null) throw new Error(`live: ${answer.status}`)
    return answer.body
  }

  /** Newest value seen of a device. */
  valueOf(device: string): unknown {
    return this.latest.findLast((row) => row.device === device)?.value
  }

  async close(): Promise<void> {
    this.leaving.abort()
    await this.ended
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    const reader = body.getReader()
    for (;;) {
      const { done, value: bytes } = await reader.read()
      if (done) return
      text += decoder.decode(bytes, { stream: true })
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const [, data] = /^event: latest\ndata: (.*)$/s.exec(message) ?? []
        if (data !== undefined) this.latest.push(...(JSON.parse(data) as LatestRow[]))
      }
    }
  }
}

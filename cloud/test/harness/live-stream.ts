import type { LatestRow } from '../../src/routes/latest/schema.ts'

/** A watcher of a site over a real connection: what it was sent, in order. */
export class LiveStream {
  readonly latest: LatestRow[] = []
  private readonly leaving = new AbortController()
  private ended: Promise<void> | undefined

  static async open(url: string, site: string, token: string): Promise<LiveStream> {
    const stream = new LiveStream()
    const answer = await fetch(`${url}/v1/sites/${site}/live`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stream.leaving.signal,
    })
    if (!answer.ok || answer.body === null) throw new Error(`live: ${answer.status}`)
    stream.ended = stream.read(answer.body).catch(() => {})
    return stream
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

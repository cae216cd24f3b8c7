import { Agent, request } from 'node:http'

/** Requests under way at a time. */
const IN_FLIGHT = 12
const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })

export type Call = { url: string; body: Uint8Array; headers: Record<string, string>; rowJsonBytes: number }
/** What a load came to. `latencies` in ms, one a call; `cpu` of the process that sent. */
export type Loaded = {
  seconds: number
  rowJsonBytes: number
  wireBytes: number
  latencies: number[]
  cpu: NodeJS.CpuUsage
}

/** Posts; resolves the answer's text. Rejects unless the answer is 2xx. */
export function send({ url, body, headers }: Omit<Call, 'rowJsonBytes'>): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', agent, headers: { 'content-length': String(body.length), ...headers } },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const { statusCode = 0 } = answer
          if (statusCode >= 200 && statusCode < 300) resolve(text)
          else reject(new Error(`${statusCode} ${text}`))
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

/** Says `ready` to the parent, sends all when it says anything, tells it how it went and ends. */
export function driveWhenTold(calls: Call[]): void {
  const sum = (of: (call: Call) => number) => calls.reduce((total, call) => total + of(call), 0)
  const [rowJsonBytes, wireBytes] = [sum((call) => call.rowJsonBytes), sum(({ body }) => body.length)]
  process.once('message', () => {
    const started = performance.now()
    let next = 0
    const latencies: number[] = []
    const client = async () => {
      for (let call = calls[next++]; call !== undefined; call = calls[next++]) {
        const before = performance.now()
        await send(call)
        latencies.push(performance.now() - before)
      }
    }
    Promise.all(Array.from({ length: IN_FLIGHT }, client)).then(
      () => {
        const seconds = (performance.now() - started) / 1000
        const loaded: Loaded = { seconds, rowJsonBytes, wireBytes, latencies, cpu: process.cpuUsage() }
        process.send?.(loaded, () => process.exit(0))
      },
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
  process.send?.('ready')
}

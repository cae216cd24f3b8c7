import { Agent, request } from 'node:http'
import { TestBox } from '../../../cloud/test/harness/test-box.ts'
import { BatchMaker, type Signed, seeded } from './batches.ts'

/** The load in a process of its own: `load.ts URL POINTS BATCHES CODES…`. Signs first, then sends when told `go`. */
const [url = '', points = '10', batches = '100', ...codes] = process.argv.slice(2)
const IN_FLIGHT = 12
const START = Date.UTC(2027, 2, 1, 8)
const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT })

function send(path: string, body: Uint8Array, headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${url}${path}`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/cose', 'content-length': String(body.length), ...headers },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (answer.statusCode === 200) resolve(JSON.parse(text))
          else reject(new Error(`${answer.statusCode} ${text}`))
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

const makers: BatchMaker[] = []
for (const [index, code] of codes.entries()) {
  const box = new TestBox()
  box.token = ((await send('/v1/enrolments', box.enrolment(code), {})) as { token: string }).token
  makers.push(new BatchMaker(box, Number(points), START, seeded(index + 1)))
}
const signed: Signed[] = []
for (let i = 0; i < Number(batches); i++) {
  const maker = makers[i % makers.length]
  if (maker !== undefined) signed.push(maker.next())
}
const rowJsonBytes = signed.reduce((sum, batch) => sum + batch.rowJsonBytes, 0)
const wireBytes = signed.reduce((sum, { envelope }) => sum + envelope.length, 0)

process.once('message', () => {
  const started = performance.now()
  let next = 0
  const latencies: number[] = []
  const client = async () => {
    for (;;) {
      const batch = signed[next++]
      if (batch === undefined) return
      const before = performance.now()
      const range = JSON.stringify({ oldest: 1, newest: batch.n, pending: [] })
      await send('/v1/batches', batch.envelope, { authorization: `Bearer ${batch.box.token}`, 'zaojun-range': range })
      latencies.push(performance.now() - before)
    }
  }
  Promise.all(Array.from({ length: IN_FLIGHT }, client)).then(
    () => {
      const seconds = (performance.now() - started) / 1000
      process.send?.({ seconds, rowJsonBytes, wireBytes, latencies, cpu: process.cpuUsage() }, () => process.exit(0))
    },
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.send?.('ready')

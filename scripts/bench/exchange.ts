import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CloudClient } from '../../cloud/test/harness/cloud-client.ts'
import { median, printFigure } from './figure.ts'
import { START } from './ingest/batches.ts'
import { Databases, fill, READINGS, serving } from './ingest/runs.ts'

const BATCHES = 240
const POINTS = 10
const ROUNDS = 3
const MB = 1_000_000
const DAY_MS = 86_400_000
/** What the plain server sends at a time. */
const PIECE_BYTES = 1 << 20

type Taken = { bytes: number; rows: number; seconds: number }

/** Takes an answer in, counting its bytes and lines. */
function take(url: string, token?: string): Promise<Taken> {
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    const call = get(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }, (answer) => {
      let [bytes, rows] = [0, 0]
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows++
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve({ bytes, rows, seconds: (performance.now() - begun) / 1000 })
        else reject(new Error(`${url}: ${answer.statusCode}`))
      })
    })
    call.on('error', reject)
  })
}

/** The same amount of bytes from memory, by a server that does nothing else in this process. */
async function plain(bytes: number): Promise<Taken> {
  const piece = Buffer.alloc(PIECE_BYTES, 'a line of a hundred bytes or so, as rows are'.padEnd(99, '.').concat('\n'))
  const server = createServer((_request, reply) => {
    let left = bytes
    const more = () => {
      while (left > 0) {
        const next = piece.subarray(0, Math.min(left, piece.length))
        left -= next.length
        if (!reply.write(next)) return void reply.once('drain', more)
      }
      reply.end()
    }
    more()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await take(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.close()
  }
}

/** Readings taken out as rows of JSON over HTTP, each counted; the baseline sends as many bytes from memory. */
export default async function exchange(args: string[]): Promise<void> {
  const rounds = Number(args[0] ?? ROUNDS)
  const databases = new Databases()
  try {
    for (const target of ['sqlite', 'postgres'] as const)
      await serving(target, databases, async (served) => {
        await fill(served, POINTS, BATCHES)
        const token = await new CloudClient(served.url).login()
        const [taken, baseline] = [[] as number[], [] as number[]]
        const rowRate: number[] = []
        let rows = 0
        for (let round = 0; round < rounds; round++) {
          rows = 0
          let [bytes, seconds] = [0, 0]
          for (let site = 1; site <= served.codes.length; site++) {
            const span = `from=${START}&to=${START + DAY_MS}`
            const one = await take(`${served.url}/v1/sites/kitchen-${site}/readings?${span}`, token)
            bytes += one.bytes
            rows += one.rows
            seconds += one.seconds
          }
          if (rows !== BATCHES * READINGS) throw new Error(`${rows} rows of ${BATCHES * READINGS} readings came`)
          const bare = await plain(bytes)
          taken.push(bytes / seconds / MB)
          rowRate.push(rows / seconds)
          baseline.push(bare.bytes / bare.seconds / MB)
        }
        const [value, base] = [median(taken), median(baseline)]
        const note = `${rows} readings of ${served.codes.length} sites, not sealed; median of ${rounds}; baseline: as many bytes from memory`
        printFigure({
          name: `exchange-${target}.row-json`,
          value,
          unit: 'MB/s',
          baseline: base,
          ratio: value / base,
          note,
        })
        printFigure({ name: `exchange-${target}.rows`, value: median(rowRate), unit: 'readings/s' })
      })
  } finally {
    await databases.remove()
  }
}

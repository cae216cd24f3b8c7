import type { SeriesChunk } from '@zaojun/core'
import { TestBox } from '../../../cloud/test/harness/test-box.ts'
import { BatchMaker, rowJsonBytes, START, seeded } from './batches.ts'
import { type Call, driveWhenTold } from './drive.ts'

/** The same readings as line protocol, in a process of its own: `load-lines.ts URL POINTS BATCHES BOXES`. Writes them down first. */
const [url = '', points = '10', batches = '100', boxes = '6'] = process.argv.slice(2)
const LINES = { 'content-type': 'text/plain; charset=utf-8' }
const encoder = new TextEncoder()

/** A line a reading: device, point and quality are tags, its time is in ms. */
function lines(box: number, series: SeriesChunk[]): Uint8Array {
  let text = ''
  for (const { d, p, t0, dt, v } of series) {
    let t = t0
    v.forEach((value, index) => {
      t += index === 0 ? 0 : (dt[index - 1] ?? 0)
      text += `reading,box=${box},device=${d},point=${p},quality=good value=${value} ${t}\n`
    })
  }
  return encoder.encode(text)
}

const makers = Array.from(
  { length: Number(boxes) },
  (_, index) => new BatchMaker(new TestBox(), Number(points), START, seeded(index + 1)),
)
const calls: Call[] = []
for (let i = 0; i < Number(batches); i++) {
  const box = i % makers.length
  const series = makers[box]?.nextSeries() ?? []
  calls.push({ url, body: lines(box, series), headers: LINES, rowJsonBytes: rowJsonBytes(series) })
}
driveWhenTold(calls)

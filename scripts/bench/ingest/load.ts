import { TestBox } from '../../../cloud/test/harness/test-box.ts'
import { BatchMaker, START, seeded } from './batches.ts'
import { type Call, driveWhenTold, send } from './drive.ts'

/** The load on a cloud in a process of its own: `load.ts URL POINTS BATCHES CODES…`, a box a code. Signs first. */
const [url = '', points = '10', batches = '100', ...codes] = process.argv.slice(2)
const COSE = { 'content-type': 'application/cose' }

const makers: BatchMaker[] = []
for (const [index, code] of codes.entries()) {
  const box = new TestBox()
  const answer = await send({ url: `${url}/v1/enrolments`, body: box.enrolment(code), headers: COSE })
  box.token = (JSON.parse(answer) as { token: string }).token
  makers.push(new BatchMaker(box, Number(points), START, seeded(index + 1)))
}
const calls: Call[] = []
for (let i = 0; i < Number(batches); i++) {
  const maker = makers[i % makers.length]
  if (maker === undefined) break
  const { box, n, envelope, rowJsonBytes } = maker.next()
  const range = JSON.stringify({ oldest: 1, newest: n, pending: [] })
  const headers = { ...COSE, authorization: `Bearer ${box.token}`, 'zaojun-range': range }
  calls.push({ url: `${url}/v1/batches`, body: envelope, headers, rowJsonBytes })
}
driveWhenTold(calls)

import { generateKeyPairSync, sign } from 'node:crypto'
import { request as passOn } from 'node:http'
import type { ProofBundle } from '@zaojun/core/proof/index'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORGED_COSE, HOSTILE_COSE, type Sign } from '../../../core/test/harness/hostile-cose.ts'
import { HOSTILE_NOTES, HOSTILE_PROOFS } from '../../../core/test/harness/hostile-notes.ts'
import { noChromium } from '../../../scripts/chromium.ts'
import { flood, HUGE_BYTES, serverOf } from '../harness/endless.ts'
import { reading } from '../harness/test-box.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice } from './harness/head-office.ts'

const FAILURE = '[role=alert]'
const VERDICT = '[data-test=verdict]'
const MOST_BYTES = 16 * 1024 * 1024
/** What waits in sockets and in the browser's own process. */
const ON_THE_WAY_BYTES = 48 * 1024 * 1024

describe.skipIf(noChromium)('The page that checks a proof, before hostile ones,', () => {
  const office = new HeadOffice()
  let page: Page
  let good: ProofBundle
  beforeAll(async () => {
    await office.start()
    for (let n = 0; n < 4; n++)
      await office.send([{ body: reading('fridge-1', 'air-temperature', n), wall: Date.now() }])
    await office.cloud.cloud.merkleLog.now()
    good = (await office.cloud.ask(`GET /v1/sites/${SITE}/boxes/${office.box.id}/batches/1/proof`)).body
    page = await office.arrive()
    await page.goto(`${office.url}/verify.html`)
  })
  afterAll(() => office.stop())

  /** Drops a file on the page; resolves what it then says: the step that fails, or why it cannot be read. */
  async function given(text: string | Buffer): Promise<string> {
    const buffer = Buffer.from(text)
    // Each file has its name, by which one sees that this one was judged.
    const name = `${++files}.json`
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer })
    await page.getByText(name, { exact: true }).waitFor()
    await page.locator(`${FAILURE}, ${VERDICT}`).first().waitFor()
    const failure = page.locator(FAILURE)
    if ((await failure.count()) > 0) return (await failure.textContent()) ?? ''
    const verdict = (await page.locator(VERDICT).getAttribute('class')) ?? ''
    return verdict.includes('good') ? 'holds' : ((await page.locator('ol li.bad').textContent()) ?? '')
  }
  let files = 0

  it('[P1] names the step at which each of them fails, and takes the honest one after all', async () => {
    const signed: Sign = (message) => new Uint8Array(sign(null, message, office.box.key))
    const envelope = new Uint8Array(Buffer.from(good.envelope, 'base64'))
    const at = good.proof.indexOf('\n\n') + 2
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const [shape, key, signature, content, leaf] = [
      '证明文件完整',
      '公钥属于',
      '盒子签过',
      '就是这个批次',
      '承诺的正是',
    ]
    const [checkpoint, inclusion] = ['日志签过', '在日志之中']
    const hostile: [string, object, string[]][] = [
      ...HOSTILE_COSE.map(({ title, make }): [string, object, string[]] => [
        title,
        { envelope: base64(make(envelope, signed)) },
        [signature],
      ]),
      ...FORGED_COSE.map(({ title, make }): [string, object, string[]] => [
        title,
        { envelope: base64(make(envelope, signed)) },
        [signature, content, leaf],
      ]),
      ...HOSTILE_NOTES.map(({ title, make }): [string, object, string[]] => [
        title,
        { proof: good.proof.slice(0, at) + make(good.proof.slice(at)) },
        [checkpoint],
      ]),
      ...HOSTILE_PROOFS.map(({ title, make }): [string, object, string[]] => [
        title,
        { proof: make(good.proof) },
        [checkpoint, inclusion],
      ]),
      [
        'the key of another',
        {
          boxKey: base64(
            new Uint8Array(
              generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
            ),
          ),
        },
        [key],
      ],
      ['a key of 31 bytes', { boxKey: base64(new Uint8Array(31)) }, [key]],
      ['a version nobody knows', { v: 9 }, [shape]],
    ]
    for (const [title, change, steps] of hostile) {
      const told = await given(JSON.stringify({ ...good, ...change }))
      expect([title, steps.filter((step) => told.includes(step)).length]).toEqual([title, 1])
    }
    expect(await given(JSON.stringify(good))).toBe('holds')
  })

  it.each<[string, string | Buffer]>([
    ['no JSON', '{'],
    ['no text', Buffer.of(0xff, 0xfe, 0)],
    ['lists without end', '['.repeat(100_000)],
  ])('[P1] says that %s cannot be read', async (_title, text) => {
    expect(await given(text)).toContain('读不出证明文件')
  })

  it('[P1] says that more than any bundle cannot be read', async () => {
    await page.evaluate(`{
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(${MOST_BYTES + 1})], 'large.json'))
      document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
    }`)
    await page.getByText('large.json').waitFor()
    await page.locator(FAILURE).getByText('too long').waitFor()
    expect(await page.locator(VERDICT).count()).toBe(0)
  })

  it('[P1] reads no more of what a hostile server sends than a bundle can be', async () => {
    let sent = 0
    const hostile = await serverOf((request, response) => {
      const { url = '' } = request
      if (url.endsWith('/endless'))
        return void flood(response, '{"v":"').then((bytes) => {
          sent = bytes
        })
      if (url.endsWith('/huge')) {
        response.writeHead(200, { 'content-length': HUGE_BYTES }).write('{')
        return void setTimeout(() => response.destroy(), 500)
      }
      const onward = passOn(`${office.url}${url}`, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      })
      onward.on('error', () => response.destroy())
      request.pipe(onward)
    })
    try {
      for (const path of ['endless', 'huge', 'nothing']) {
        const visitor = await office.arrive()
        await visitor.goto(`${hostile.url}/verify.html#/v1/sites/${path}`)
        await visitor.locator(FAILURE).waitFor()
        expect(await visitor.locator(FAILURE).textContent()).toContain('读不出证明文件')
      }
      expect(sent).toBeLessThan(MOST_BYTES + ON_THE_WAY_BYTES)
    } finally {
      await hostile.stop()
    }
  })
})

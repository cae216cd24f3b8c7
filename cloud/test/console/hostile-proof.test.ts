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
      '证明文件不完整',
      '公钥不是',
      '盒子没有签过',
      '内容不是这个批次',
      '承诺的不是',
    ]
    const [checkpoint, inclusion] = ['日志没有签过', '不在日志之中']
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

  it.each<[string, string | Buffer, string, string]>([
    ['no JSON', '{', '读不出证明文件', '不是 JSON'],
    ['a proof cut off', '{"v":1,"proof":"x","logKey":"y"', '读不出证明文件', '被截断'],
    ['a proof with something behind it', '{"v":1,"proof":"x","logKey":"y"}\n#', '读不出证明文件', '多出了'],
    ['nothing', '', '读不出证明文件', '是空的'],
    ['a picture', Buffer.of(0x89, 0x50, 0x4e, 0x47), '这不是证明文件', '图片'],
    ['no text', Buffer.of(0xff, 0xfe, 0), '这不是证明文件', '不是文本'],
    ['an archive of letters alone', 'PK\0\0', '这不是证明文件', '不是文本'],
    ['lists without end', '['.repeat(100_000), '读不出证明文件', '不是 JSON'],
    ['JSON of another product', '{"name":"foo","proof":"of work"}', '这不是证明文件', '索取'],
    ['a list', '[]', '这不是证明文件', '索取'],
    ['null', 'null', '这不是证明文件', '索取'],
  ])('[P1] says of %s in plain words what it is, and accuses nobody', async (_title, text, what, why) => {
    const told = await given(text)
    expect(told).toContain(what)
    expect(told).toContain(why)
    // Nothing of the browser's own words, and no judgement.
    expect(told).not.toMatch(/Failed|TextDecoder|Unexpected|✗/)
    expect(await page.locator(VERDICT).count()).toBe(0)
  })

  it('[P1] says it in English too', async () => {
    const visitor = await office.arrive({ language: 'en' })
    await visitor.goto(`${office.url}/verify.html`)
    await visitor
      .locator('input[type=file]')
      .setInputFiles({ name: 'foo.json', mimeType: 'application/json', buffer: Buffer.from('{"name":"foo"}') })
    await visitor.locator(FAILURE).getByText('This is not a proof file').waitFor()
    expect(await visitor.locator(FAILURE).textContent()).toContain('ask whoever gave you the data')
  })

  it('[P1] judges a bundle that has lost or gained a part, whatever part it is', async () => {
    const shape = '证明文件不完整'
    for (const part of Object.keys(good)) {
      const { [part as keyof ProofBundle]: _lost, ...rest } = good
      expect([part, await given(JSON.stringify(rest))]).toEqual([part, expect.stringContaining(shape)])
    }
    for (const change of [{ proof: 5 }, { kind: 'readz' }, { kind: 'reads' }, { note: 'x' }])
      expect([change, await given(JSON.stringify({ ...good, ...change }))]).toEqual([
        change,
        expect.stringContaining(shape),
      ])
  })

  it('[P1] says that more than any bundle is too large', async () => {
    await page.evaluate(`{
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(${MOST_BYTES + 1})], 'large.json'))
      document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }))
    }`)
    await page.getByText('large.json').waitFor()
    await page.locator(FAILURE).getByText('文件太大').waitFor()
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

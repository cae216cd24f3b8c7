import { datedReason, leafEntry, leafInput, type OriginBundle, tlogProofText } from '@zaojun/core/proof/index'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { logKeyText, originOf, signCheckpoint } from '../../src/merkle-log/checkpoints.ts'
import { sha256 } from '../../src/merkle-log/sha256.ts'
import type { Timed } from '../harness/test-box.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice, words } from './harness/head-office.ts'
import { read, registered } from './harness/kitchen.ts'

describe.skipIf(noChromium)('The page that checks a proof', () => {
  const office = new HeadOffice()
  beforeAll(async () => {
    await office.start()
    const now = Date.now()
    await office.send([
      registered(now),
      { body: { type: 'event', event: 'flows-deployed', data: { revision: 'r1' } }, wall: now + 1 },
    ])
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  const verdict = (page: Page) => page.locator('[data-test=verdict]')

  /** From the events of the site to the proof of the newest one, as a person goes. */
  async function openProof(): Promise<Page> {
    const page = await office.open(`/events?site=${SITE}`)
    await page.locator('[data-test=entries] > li').filter({ hasText: '#' }).first().getByRole('button').first().click()
    // The last: what stands before it proves the photos of the entry.
    const link = page.getByText('看证明').last()
    const [proof] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await verdict(proof).waitFor()
    return proof
  }

  it('[P1] shows of an entry that its batch is whole and in the log, each step checked in the browser', async () => {
    const page = await openProof()
    expect(await verdict(page).textContent()).toContain('完整')
    expect(await page.locator('ol li.good').count()).toBe(7)
    expect(await words(page.locator('[data-test=wanted]'))).toContain('事件：部署流程')
    await office.picture(page, 'verify')
  })

  it('[P1] says whose log it is once the key got elsewhere is entered, and that another log it is not', async () => {
    const page = await openProof()
    const { key } = (await (await fetch(`${office.url}/v1/log`)).json()) as { key: string }
    await page.locator('input[type=text]').fill(key)
    await page.getByText('一个字节也没有改过').waitFor()
    await page.locator('input[type=text]').fill(`other${key}`)
    await page.getByText('不成立').waitFor()
    expect(await page.locator('ol li.bad').textContent()).toContain('日志没有签过这个检查点')
  })

  /** The page as somebody without an account has it. */
  async function strangersPage(): Promise<Page> {
    const page = await office.arrive()
    await page.goto(`${office.url}/verify.html`)
    return page
  }
  const give = (page: Page, bundle: object) =>
    page.locator('input[type=file]').setInputFiles({
      name: 'bundle.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(bundle)),
    })

  /** Why this log would go on as its second generation, signed with its own key. */
  async function restart(reason: string): Promise<OriginBundle> {
    const { merkleLog, keys } = office.cloud.cloud
    const { checkpoint, size } = await merkleLog.state()
    const entry = leafEntry({ kind: 'origin', checkpoint, reason })
    const log = originOf(keys, 2)
    const note = await signCheckpoint(keys, { origin: log, size: 1, root: sha256(leafInput(entry)), extensions: [] })
    const proof = tlogProofText({ index: 0, path: [], checkpoint: new TextDecoder().decode(note) })
    const origins = [{ leaf: Buffer.from(entry).toString('base64'), proof }]
    const lost = { from: 1, to: size - 1, batches: 1, again: 1 }
    return { v: 3, kind: 'origin', log, origins, lost, logKey: await logKeyText(keys, log) }
  }

  it('[P1] says in plain words why a log was restarted, what it owns up to and what is lost, and misses what does not hold', async () => {
    const reason = datedReason(Date.UTC(2027, 2, 1, 8), '从备份恢复 / restored from a backup')
    const bundle = await restart(reason)
    const page = await strangersPage()
    await give(page, bundle)
    const told = await page.locator('[data-test=restart]').textContent()
    for (const each of ['2027年3月1日', '从备份恢复', '它承认旧日志', '已重新送来 1 个']) expect(told).toContain(each)
    const other = (await restart(datedReason(0, 'nothing happened'))).origins[0]?.leaf ?? ''
    await give(page, { ...bundle, origins: [{ ...bundle.origins[0], leaf: other }] })
    await page.locator('[data-test=verdict].bad').waitFor()
    expect(await page.locator('ol li.bad').textContent()).toContain('日志重新开始时没有承认以前的全部')
    expect(await page.locator('[data-test=restart]').count()).toBe(0)
  })

  it('[P2] says of a value and a photo that they were removed by policy, by whom and why; the entry holds', async () => {
    const photo = await office.upload(Buffer.from('a picture'))
    const part = await office.detach('36.4', 'food-handler-health-check')
    const record = { type: 'record', form: 'morning-check', by: 'p-1', origin: 'manual' } as const
    const body = { ...record, data: { temperature: part }, attachments: [photo] }
    const n = await office.send([{ body, wall: Date.now() }])
    await office.cloud.ask(`DELETE /v1/parts/${part.commitment}?reason=left`)
    await office.cloud.ask(`DELETE /v1/attachments/${photo}?reason=asked`)
    const bundle = (await office.cloud.ask(`GET /v1/sites/${SITE}/boxes/${office.box.id}/batches/${n}/proof`)).body
    const page = await strangersPage()
    await give(page, bundle)
    await page.locator('[data-test=verdict].good').waitFor()
    const told = await page.locator('[data-test=removed-record]').allTextContents()
    expect(told).toEqual([
      expect.stringMatching(/1 项个人数值已按规定删除.*admin，原因：left/s),
      expect.stringMatching(/1 张照片已按规定删除.*admin，原因：asked/s),
    ])
  })

  it('[P1] says what no signature says: that it is of a simulated kitchen, and that the clock was not to be relied on', async () => {
    const at = Date.now()
    const simulated = read('cold-store/air-temperature', 4, at, { origin: 'simulated' })
    const measured = read('dry-store/air-temperature', 21, at)
    const page = await strangersPage()
    const contents = page.locator('[data-test=contents]')
    const told = async (entries: Timed[]): Promise<string> => {
      const n = await office.send(entries)
      await office.cloud.cloud.merkleLog.now()
      await give(page, (await office.cloud.ask(`GET /v1/sites/${SITE}/boxes/${office.box.id}/batches/${n}/proof`)).body)
      await page.getByText(`第 ${n} 批`).waitFor()
      return words(contents)
    }
    expect(await told([measured])).not.toMatch(/模拟|时钟/)
    const unchecked = office.box.newEra(0, 'unsynced')
    const mixed = [simulated, measured].map((one) => ({ ...one, era: unchecked }))
    expect(await told(mixed)).toMatch(/2 条读数.*模拟 1 条.*▲ 盒子的时钟未校准/s)
    const timeless = { ...simulated, wall: null, era: office.box.newEra(null) }
    expect(await told([timeless])).toMatch(/1 条读数.*模拟▲ 盒子的时钟未知/s)
    await page.getByRole('button', { name: 'English' }).click()
    expect(await words(contents)).toMatch(/1 reading .*simulated▲ the clock of the box was unknown/s)
  })

  it('[P1] says of the one reading somebody came for too that it is simulated', async () => {
    await office.send([read('cold-store/air-temperature', 4, Date.now(), { origin: 'simulated' })])
    await office.cloud.cloud.merkleLog.now()
    const page = await office.open(`/sites/${SITE}`)
    const link = page.locator('[data-device=cold-store] [data-test=reading-proof]').first()
    const [proof] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await verdict(proof).waitFor()
    expect(await words(proof.locator('[data-test=wanted]'))).toMatch(/cold-store.*模拟/s)
  })

  it('names the zone of its times, and calls what the cloud gave by words, the path one tap away', async () => {
    const page = await openProof()
    // The browser is in Berlin, the kitchen is not.
    expect(await page.locator('[data-test=contents]').textContent()).toMatch(/GMT\+[12]\s/)
    const asked = page.locator('[data-test=asked]')
    expect(await asked.locator('span').textContent()).toMatch(/^盒子 \S+ 第 \d+ 条所在批次的证明$/)
    expect(await asked.getByText('/v1/').isVisible()).toBe(false)
    await asked.getByText('细节').click()
    await asked.getByText('/v1/sites').waitFor()
  })

  it('checks a file without an account, and names what was changed', async () => {
    const proof = await openProof()
    const path = decodeURIComponent(new URL(proof.url()).hash.slice(1))
    const bundle = JSON.parse(await proof.evaluate(async (from) => (await fetch(from)).text(), path))
    const stranger = await strangersPage()
    await give(stranger, bundle)
    await stranger.locator('[data-test=verdict].good').waitFor()
    await give(stranger, { ...bundle, n: bundle.n + 1 })
    await stranger.locator('[data-test=verdict].bad').waitFor()
    expect(await stranger.locator('ol li.bad').textContent()).toContain('内容不是这个批次')
  })
})

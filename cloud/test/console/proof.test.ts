import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { SITE } from '../harness/test-cloud.ts'
import { HeadOffice } from './harness/head-office.ts'
import { registered } from './harness/kitchen.ts'

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
    const [proof] = await Promise.all([page.context().waitForEvent('page'), page.getByText('看证明').click()])
    await verdict(proof).waitFor()
    return proof
  }

  it('[P1] shows of an entry that its batch is whole and in the log, each step checked in the browser', async () => {
    const page = await openProof()
    expect(await verdict(page).textContent()).toContain('完整')
    expect(await page.locator('ol li.good').count()).toBe(7)
    await office.picture(page, 'verify')
  })

  it('[P1] says whose log it is once the key got elsewhere is entered, and that another log it is not', async () => {
    const page = await openProof()
    const { key } = (await (await fetch(`${office.url}/v1/log`)).json()) as { key: string }
    await page.locator('input[type=text]').fill(key)
    await page.getByText('一个字节也没有改过').waitFor()
    await page.locator('input[type=text]').fill(`other${key}`)
    await page.getByText('不成立').waitFor()
    expect(await page.locator('ol li.bad').textContent()).toContain('日志签过这个检查点')
  })

  it('checks a file without an account, and names what was changed', async () => {
    const proof = await openProof()
    const path = decodeURIComponent(new URL(proof.url()).hash.slice(1))
    const bundle = JSON.parse(await proof.evaluate(async (from) => (await fetch(from)).text(), path))
    const stranger = await office.arrive()
    await stranger.goto(`${office.url}/verify.html`)
    const give = (changed: object) =>
      stranger.locator('input[type=file]').setInputFiles({
        name: 'bundle.json',
        mimeType: 'application/json',
        buffer: Buffer.from(JSON.stringify({ ...bundle, ...changed })),
      })
    await give({})
    await stranger.locator('[data-test=verdict].good').waitFor()
    await give({ n: bundle.n + 1 })
    await stranger.locator('[data-test=verdict].bad').waitFor()
    expect(await stranger.locator('ol li.bad').textContent()).toContain('内容就是这个批次')
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { noChromium } from '../../../scripts/chromium.ts'
import { HeadOffice, words } from './harness/head-office.ts'
import { allWell, registered } from './harness/kitchen.ts'

describe.skipIf(noChromium)('Entering the console', () => {
  const office = new HeadOffice()
  beforeAll(async () => {
    await office.start()
    await office.send([registered(Date.now()), ...allWell(Date.now())])
  })
  afterAll(() => office.stop())
  afterEach(() => office.leave())

  it('shows nothing before the login', async () => {
    const page = await office.arrive()
    await page.goto(`${office.url}/#/sites/canteen-1`)
    await page.getByRole('form', { name: '登录总部台' }).waitFor()
    expect(await page.getByText('收货秤').count()).toBe(0)
  })

  it('refuses a wrong password with the code and a sentence', async () => {
    const page = await office.arrive()
    await office.signIn(page, 'not the password')
    const failure = page.locator('[data-test=failure]')
    await failure.waitFor()
    expect(await failure.textContent()).toContain('用户名或密码不对')
    expect(await failure.textContent()).toContain('LOGIN_REFUSED')
  })

  it('keeps the session when the page is loaded again', async () => {
    const page = await office.open('/')
    await page.reload()
    expect(await page.locator('[data-test=who]').textContent()).toBe('admin')
  })

  it('goes on to the page that was asked for', async () => {
    const page = await office.arrive()
    await page.getByRole('form', { name: '登录总部台' }).waitFor()
    await page.goto(`${office.url}/#/sites/canteen-1`)
    await page.waitForURL('**/login?to=/sites/canteen-1')
    await office.signIn(page)
    await page.getByRole('heading', { name: '一食堂' }).waitFor()
    expect(page.url()).toContain('#/sites/canteen-1')
  })

  it('leaves no session behind after signing out', async () => {
    const page = await office.open('/')
    await page.getByRole('button', { name: '退出' }).click()
    await page.getByRole('form', { name: '登录总部台' }).waitFor()
    await page.goto(`${office.url}/#/sites`)
    await page.getByRole('form', { name: '登录总部台' }).waitFor()
    expect(await page.locator('[data-test=who]').count()).toBe(0)
  })

  it('[L24] speaks English at one press, and still does after a reload', async () => {
    const page = await office.open('/')
    await page.getByRole('heading', { name: '总览' }).waitFor()
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })

  it('counts what is under control on the overview', async () => {
    const page = await office.open('/')
    const figure = (name: string) => page.locator(`[data-test=figure-${name}]`)
    await figure('devices').getByText('每台都有数据').waitFor()
    expect(await words(figure('online'))).toContain('1 / 1')
    expect(await words(figure('devices'))).toContain('7 / 7')
    expect(await words(figure('attention'))).toContain('当前读数均可用')
    expect(await figure('missing').locator('[data-test=figure]').textContent()).toBe('0')
  })

  it('adds a site, which then stands among the others', async () => {
    const page = await office.open('/sites')
    await page.locator('[data-test=new-site]').click()
    await page.locator('input[name=site-name]').fill('滨江店')
    await page.locator('input[name=site-id]').fill('riverside')
    await page.getByRole('dialog').getByRole('button', { name: '新建门店' }).click()
    const row = page.locator('[data-site=riverside]')
    await row.waitFor()
    expect(await row.textContent()).toContain('滨江店')
    expect(await row.textContent()).toContain('从未')
  })

  it('says which id is taken already', async () => {
    const page = await office.open('/sites')
    await page.locator('[data-test=new-site]').click()
    await page.locator('input[name=site-name]').fill('又一家')
    await page.locator('input[name=site-id]').fill('canteen-1')
    await page.getByRole('dialog').getByRole('button', { name: '新建门店' }).click()
    const failure = page.getByRole('dialog').locator('[data-test=failure]')
    await failure.waitFor()
    expect(await failure.textContent()).toContain('SITE_EXISTS')
  })

  it('leads to the description of the API', async () => {
    const page = await office.open('/')
    const answer = await page.request.get(
      `${office.url}${await page.getByRole('link', { name: '接口' }).getAttribute('href')}`,
    )
    expect(answer.status()).toBe(200)
  })
})

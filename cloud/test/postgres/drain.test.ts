import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../../scripts/free-port.ts'
import { CloudProcess } from '../harness/cloud-process.ts'
import { LiveStream } from '../harness/live-stream.ts'
import { LoadBalancer, loadBalancerIsInstalled } from '../harness/load-balancer.ts'
import { READY } from '../harness/postgres-server.ts'
import { SteadyLoad } from '../harness/steady-load.ts'
import { testServer } from '../harness/test-store.ts'

const SITE = 'canteen'
const [BOXES, READINGS, WATCHERS] = [4, 5, 4]
/** The balancer asks every second, and believes the second no. */
const DRAINING = ['--http.drainSeconds', '4']

const isInstalled = loadBalancerIsInstalled()
if (!isInstalled && process.env.CI) throw new Error('haproxy is not installed (Debian: haproxy)')
if (!isInstalled)
  console.warn('跳过：没有安装 haproxy / skipped: haproxy is not installed, so nothing is drained behind it')

describe.skipIf(!isInstalled)('two aggregators behind the load balancer as it is shipped', () => {
  let database: string
  let folders: string[]
  let ports: number[]
  let clouds: CloudProcess[] = []
  let balancer: LoadBalancer
  let load: SteadyLoad

  const up = (index: number) =>
    CloudProcess.start(folders[index] ?? '', testServer().url(database), [
      '--http.port',
      String(ports[index]),
      ...DRAINING,
    ])
  const figure = async (cloud: CloudProcess | undefined, name: string): Promise<number> => {
    const text = await (await fetch(`${cloud?.url}/metrics`)).text()
    return text
      .split('\n')
      .filter((line) => line.startsWith(name))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }

  beforeAll(async () => {
    database = testServer().createDatabase(READY)
    folders = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'zaojun-drain-'))))
    ports = [await freePort(), await freePort()]
    clouds = [await up(0)]
    await cp(join(folders[0] ?? '', 'keys'), join(folders[1] ?? '', 'keys'), { recursive: true })
    clouds.push(await up(1))
    const [one = '', two = ''] = clouds.map(({ url }) => new URL(url).host)
    balancer = await LoadBalancer.start([one, two])
    load = new SteadyLoad({ url: balancer.url, site: SITE, boxes: BOXES, everyMs: 100, readings: READINGS })
    const isUp = () =>
      fetch(`${balancer.url}/v1/health`).then(
        ({ ok }) => ok,
        () => false,
      )
    await vi.waitUntil(isUp, { timeout: 60_000, interval: 50 })
    await load.start()
  })
  afterAll(async () => {
    await load?.stop()
    await balancer?.remove()
    await Promise.all(clouds.map((cloud) => cloud.end('SIGKILL')))
    for (const folder of folders) await rm(folder, { recursive: true, force: true })
  })

  it('what is for the balancer alone is not for everybody', async () => {
    const asked = ['/ready', '/metrics'].map((path) => fetch(`${balancer.url}${path}`))
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([404, 404])
  })

  it('[L9] one of them is ended and started again under load: boxes, sessions and watchers see nothing of it', async () => {
    const token = await load.client.login()
    const watchers = await Promise.all(
      Array.from({ length: WATCHERS }, () => LiveStream.keep(balancer.url, SITE, token)),
    )
    // Whoever has it, both have some of everything.
    for (const cloud of clouds) {
      await expect.poll(() => figure(cloud, 'zaojun_cloud_batches_total')).toBeGreaterThan(0)
      expect(await figure(cloud, 'zaojun_cloud_live_clients')).toBeGreaterThan(0)
    }
    load.look()
    const answers: number[] = []
    let going = true
    const asking = (async () => {
      while (going) {
        const path = `${balancer.url}/v1/sites/${SITE}/latest`
        const answer = await fetch(path, { headers: { authorization: `Bearer ${token}` } })
        await answer.arrayBuffer()
        answers.push(answer.status)
      }
    })()

    await clouds[1]?.end('SIGTERM')
    const meanwhile = load.total
    await expect.poll(() => load.total).toBeGreaterThan(meanwhile + 2 * BOXES)
    const again = await up(1)
    clouds[1] = again
    await expect.poll(() => figure(again, 'zaojun_cloud_batches_total')).toBeGreaterThan(0)

    going = false
    await asking
    const newest = () => watchers.map(({ latest }) => new Set(latest.map(({ device }) => device)).size)
    for (const watcher of watchers) watcher.latest.splice(0)
    await expect.poll(newest).toEqual(watchers.map(() => BOXES))
    expect(watchers.reduce((sum, { endings }) => sum + endings, 0)).toBeGreaterThan(0)
    expect(watchers.map(({ failure }) => failure)).toEqual(watchers.map(() => undefined))
    for (const watcher of watchers) await watcher.close()
    await load.stop()
    expect(load.look().refused).toEqual({})
    expect(answers.filter((status) => status !== 200)).toEqual([])
    const { readings, ...wrong } = await load.compare()
    expect(readings).toBe(load.total * READINGS)
    expect(wrong).toEqual({ lost: 0, duplicated: 0, wrong: 0 })
  })
})

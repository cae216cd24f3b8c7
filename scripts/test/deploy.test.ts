import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadCloudConfig } from '../../cloud/src/config.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DEPLOY = join(ROOT, 'deploy')
const HAPROXY = '/usr/sbin/haproxy'
const SYSTEMD = '/usr/bin/systemd-analyze'
/** Where the units expect the project; none of systemd's warnings is about anything else. */
const INSTALLED = '/opt/zaojun'

/** Runs only where the program is; in CI it must be. */
function given(program: string, name: string) {
  const isThere = existsSync(program)
  if (!isThere && process.env.CI) throw new Error(`${name} is not installed`)
  if (!isThere) console.warn(`跳过：没有安装 ${name} / skipped: ${name} is not installed`)
  return it.skipIf(!isThere)
}
const run = (program: string, args: string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...env } })
  return { status, said: `${stdout}${stderr}` }
}

given(HAPROXY, 'haproxy')('the load balancer’s settings are what haproxy understands, without a warning', () => {
  const { status, said } = run(HAPROXY, ['-c', '-f', join(DEPLOY, 'haproxy.cfg')])
  expect([status, said.includes('WARNING')]).toEqual([0, false])
})

given(SYSTEMD, 'systemd')('the units are what systemd understands, and shut a process in', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zaojun-units-'))
  try {
    for (const name of readdirSync(join(DEPLOY, 'systemd')).filter((each) => each.endsWith('.service'))) {
      const unit = readFileSync(join(DEPLOY, 'systemd', name), 'utf8')
      expect(unit).toContain('没有在一台真的')
      const file = join(folder, name)
      await writeFile(file, unit.replaceAll(INSTALLED, ROOT))
      expect(run(SYSTEMD, ['verify', '--man=no', file])).toEqual({ status: 0, said: '' })
      // Of 10, which is no protection at all; systemd itself calls 4 and less OK.
      const shut = ['security', '--offline=yes', '--no-pager', '--threshold=30', file]
      expect([name, run(SYSTEMD, shut).status]).toEqual([name, 0])
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

/** Keys of the compose specification that the files use, by where they stand. */
const SERVICE_KEYS = new Set(
  `build cap_drop command depends_on entrypoint environment healthcheck image init networks ports read_only restart
   security_opt stop_grace_period tmpfs user volumes`.split(/\s+/),
)
const HEALTH_KEYS = ['interval', 'retries', 'test', 'timeout']
type Service = {
  build?: { context: string; dockerfile: string }
  image?: string
  environment?: Record<string, string>
  healthcheck?: Record<string, unknown>
  depends_on?: string[] | Record<string, { condition: string }>
  networks?: string[]
  volumes?: string[]
}
type Compose = { name: string; services: Record<string, Service>; networks?: object; volumes: object }

it.each(['one-machine', 'two-aggregators'])('compose file %s: its keys and all that it refers to exist', (name) => {
  const text = readFileSync(join(DEPLOY, 'compose', `${name}.yaml`), 'utf8')
  expect(text).toContain('Checked for syntax only')
  const { services, networks = {}, volumes, ...rest } = parse(text, { merge: true }) as Compose
  expect(Object.keys(rest).filter((key) => key !== 'name' && !key.startsWith('x-'))).toEqual([])
  expect(Object.keys(services).length).toBeGreaterThan(0)
  for (const service of Object.values(services)) {
    expect(Object.keys(service).filter((key) => !SERVICE_KEYS.has(key))).toEqual([])
    expect(service.image === undefined).toBe(service.build !== undefined)
    expect(Object.keys(service.healthcheck ?? {}).filter((key) => !HEALTH_KEYS.includes(key))).toEqual([])
    const needed = Array.isArray(service.depends_on) ? service.depends_on : Object.keys(service.depends_on ?? {})
    expect(needed.filter((each) => services[each] === undefined)).toEqual([])
    expect((service.networks ?? []).filter((each) => !(each in networks))).toEqual([])
    for (const [from = ''] of (service.volumes ?? []).map((each) => each.split(':')))
      expect([from, from.startsWith('.') ? existsSync(join(DEPLOY, 'compose', from)) : from in volumes]).toEqual([
        from,
        true,
      ])
    if (service.build !== undefined)
      expect(existsSync(join(DEPLOY, 'compose', service.build.context, service.build.dockerfile))).toBe(true)
  }
})

it('settings that the deployment files give are settings that the cloud knows', () => {
  const example = readFileSync(join(DEPLOY, 'systemd', 'cloud.env.example'), 'utf8')
  const lines = example.split('\n').filter((line) => /^[A-Z]/.test(line))
  const { services } = parse(readFileSync(join(DEPLOY, 'compose', 'two-aggregators.yaml'), 'utf8'), {
    merge: true,
  }) as Compose
  const given = [Object.fromEntries(lines.map((line) => line.split(/=(.*)/s))), services['cloud-1']?.environment ?? {}]
  for (const variables of given) {
    const config = loadCloudConfig(['--data', join(tmpdir(), 'zaojun-no-such-folder')], variables)
    expect(config.http).toMatchObject({ trustProxy: true, drainSeconds: 5 })
    expect([config.store.url, config.redis.url]).toEqual([expect.any(String), expect.any(String)])
  }
})

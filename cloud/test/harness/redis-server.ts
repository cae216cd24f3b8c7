import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../../scripts/free-port.ts'

const PROGRAM = '/usr/bin/redis-server'
export const redisIsInstalled = (): boolean => existsSync(PROGRAM)
export const PASSWORD = 'a-secret-of-redis'

/** A real redis-server that keeps nothing on disk. */
export class RedisServer {
  readonly port: number
  private readonly more: string[]
  private child: ChildProcess | undefined

  private constructor(port: number, more: string[]) {
    this.port = port
    this.more = more
  }

  /** `more`: settings as on its command line. */
  static async start(more: string[] = []): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), more)
    await server.up()
    return server
  }

  get url(): string {
    return `redis://:${PASSWORD}@127.0.0.1:${this.port}/0`
  }

  async up(): Promise<void> {
    const settings = ['--port', this.port, '--bind', '127.0.0.1', '--requirepass', PASSWORD, '--save', '']
    const child = spawn(PROGRAM, [...settings.map(String), '--appendonly', 'no', ...this.more], { stdio: 'ignore' })
    child.on('error', (error) => console.error(error))
    this.child = child
    while (!(await answers(this.port))) {
      if (child.exitCode !== null) throw new Error('redis-server ended')
      await sleep(50)
    }
  }

  /** `SIGSTOP`: it hangs, and the system still takes connections for it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal)
  }

  async kill(): Promise<void> {
    const { child } = this
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** What `redis-cli` prints. */
  ask(...command: string[]): string {
    const where = ['-p', String(this.port), '-a', PASSWORD, '--no-auth-warning']
    return execFileSync('redis-cli', [...where, ...command], { encoding: 'utf8' }).trim()
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })

import { type Ran, run, Standing } from './programs.ts'

export type Login = { user: string; password: string }
export type MqttVersion = 'mqttv311' | 'mqttv5'

/** Mosquitto's clients at one broker, as one user, in one version. */
export class Clients {
  private readonly how: string[]

  constructor(port: number, { user, password }: Login, version: MqttVersion) {
    this.how = ['-h', '127.0.0.1', '-p', String(port), '-V', version, '-q', '1', '-u', user, '-P', password]
  }

  /** Ends when the broker acknowledged. */
  publish(topic: string, message: string, ...more: string[]): Promise<Ran> {
    return run('mosquitto_pub', [...this.how, '-t', topic, '-m', message, ...more])
  }

  /** Asks for topics and ends with the first message, or where all are denied. */
  ask(topics: string[]): Promise<Ran> {
    return run('mosquitto_sub', [...this.how, '-C', '1', ...topics.flatMap((topic) => ['-t', topic])])
  }

  /** Listens until ended; the broker has granted the subscription when this resolves. */
  async listen(topic: string, ...more: string[]): Promise<Standing> {
    // Into a pipe it would speak only in blocks of some kilobytes.
    const listener = new Standing('stdbuf', ['-oL', 'mosquitto_sub', ...this.how, '-d', '-t', topic, ...more])
    await listener.says(/^Subscribed/m)
    return listener
  }
}

export const ONE: Login = { user: 'one', password: 'secret-of-one' }

/** Readings as the contract words them. */
export const readings = (points: Record<string, number | boolean>): string => JSON.stringify({ v: 1, points })

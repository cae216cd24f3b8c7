import type { TestBox } from './test-box.ts'

export const PROCESS_PASSWORD = 'a password for processes'
const JSON_TYPE = { 'content-type': 'application/json' }

/** A cloud as its clients see it: an address. */
export class CloudClient {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  async login(): Promise<string> {
    const body = JSON.stringify({ name: 'admin', password: PROCESS_PASSWORD })
    return (await this.json<{ token: string }>('/v1/login', { method: 'POST', body, headers: JSON_TYPE })).token
  }

  /** Throws on anything but success. */
  async json<Body>(path: string, init: RequestInit = {}): Promise<Body> {
    const answer = await fetch(`${this.url}${path}`, init)
    const body: unknown = await answer.json()
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(body)}`)
    return body as Body
  }

  /** Adds the site, and enrols each box at it. */
  async enrol(site: string, boxes: TestBox[]): Promise<void> {
    const authorization = `Bearer ${await this.login()}`
    const record = JSON.stringify({ id: site, name: site, timeZone: 'Asia/Shanghai' })
    await this.json('/v1/sites', { method: 'POST', headers: { authorization, ...JSON_TYPE }, body: record })
    for (const box of boxes) {
      const made = { method: 'POST', headers: { authorization } }
      const { code } = await this.json<{ code: string }>(`/v1/sites/${site}/enrolment-codes`, made)
      const body = new Uint8Array(box.enrolment(code))
      const cose = { 'content-type': 'application/cose' }
      box.token = (await this.json<{ token: string }>('/v1/enrolments', { method: 'POST', headers: cose, body })).token
    }
  }
}

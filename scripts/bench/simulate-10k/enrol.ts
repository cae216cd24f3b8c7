import { hashToken, newToken } from '../../../cloud/src/auth/tokens.ts'
import { createPostgresStore } from '../../../cloud/src/store/postgres/store.ts'

const CONNECTIONS = 16
const DAY_MS = 24 * 3_600_000

/** A kitchen a box, straight through the store as the API would; resolves their tokens in order. */
export async function enrolAll(url: string, boxes: { id: string; key: string }[]): Promise<string[]> {
  const store = createPostgresStore({
    url,
    connections: CONNECTIONS,
    statementSeconds: 60,
    startSeconds: 60,
    now: Date.now,
    random: Math.random,
    onFailure: (place, error) => console.error(place, error),
  })
  await store.start()
  const tokens: string[] = []
  let next = 0
  const work = async () => {
    for (let index = next++; index < boxes.length; index = next++) {
      const box = boxes[index]
      if (box === undefined) return
      const site = `kitchen-${box.id.slice(4)}`
      const now = Date.now()
      const token = newToken()
      const codeHash = hashToken(newToken())
      await store.createSite({ id: site, name: site, timeZone: 'Asia/Shanghai', createdAt: now })
      await store.createCode({ hash: codeHash, site, expiresAt: now + DAY_MS })
      const publicKey = new Uint8Array(Buffer.from(box.key, 'base64'))
      const record = { id: box.id, publicKey, softwareVersion: '0.1.0', enrolledAt: now }
      const { status } = await store.enrol({ codeHash, tokenHash: hashToken(token), box: record })
      if (status !== 'enrolled') throw new Error(`${box.id}: ${status}`)
      tokens[index] = token
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  await store.stop()
  return tokens
}

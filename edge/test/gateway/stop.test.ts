import { expect, it } from 'vitest'
import { startBox } from '../harness/kitchen.ts'
import { temporaryFolder } from '../harness/ledger.ts'

it('stops in order although a screen still listens', async () => {
  const { gateway, box } = await startBox(temporaryFolder('gateway'))
  const stream = await fetch(`${box.url}/api/stream`)
  expect(stream.status).toBe(200)
  await gateway.stop()
  await expect(stream.text()).rejects.toThrow()
})

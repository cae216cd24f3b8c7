import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { Caller } from '../src/threads/caller.ts'

it('threads that were still starting when they were stopped end', async () => {
  const module = pathToFileURL(join(import.meta.dirname, '../src/ingest/decoder-thread.ts'))
  const caller = new Caller({ module, threads: 2, data: null, onFailure: () => {} })
  const started = caller.start().then(
    () => 'started',
    () => 'ended',
  )
  await caller.stop()
  expect([await started, caller.alive]).toEqual(['ended', false])
})

import type { LogNews } from '@zaojun/core'
import { type Checkpoint, consistencySpans, LogFollower, parseVerifierKey, toBase64 } from '@zaojun/core/proof/index'
import { sha256 } from '../../src/merkle-log/sha256.ts'
import { TileFolder } from '../../src/merkle-log/tile-folder.ts'
import { TileTree } from '../../src/merkle-log/tile-tree.ts'
import type { CloudClient } from './cloud-client.ts'
import { nodeCrypto } from './node-crypto.ts'
import type { Sealed, TestBox } from './test-box.ts'

const POLL_MS = 20

/** Everybody outside the log, who keeps whatever it has ever shown: a follower that polls, and its witness. */
export class LogObserver {
  private readonly notes = new Set<string>()

  saw(note: string): void {
    this.notes.add(note)
  }

  /** Looks again and again until the log is gone. */
  async poll(cloud: CloudClient): Promise<void> {
    for (;;) {
      try {
        const answer = await fetch(`${cloud.url}/log/checkpoint`)
        if (answer.ok) this.saw(await answer.text())
      } catch {
        return
      }
      await new Promise((next) => setTimeout(next, POLL_MS))
    }
  }

  /** How many checkpoints were seen, and how many the log of today does not begin with, by its own consistency proof. */
  async judge(logFolder: string, key: string): Promise<{ checkpointsSeen: number; inconsistent: number }> {
    const follower = new LogFollower({ key: await parseVerifierKey(sha256, key), witnesses: [] }, nodeCrypto)
    const files = new TileFolder(logFolder)
    const checkpoint = new TextDecoder().decode(files.checkpoint())
    const { size } = await follower.read(checkpoint)
    const tree = new TileTree(size, (tile) => files.read(tile))
    let inconsistent = 0
    for (const note of this.notes) {
      const seen = await follower.read(note)
      const from = Math.min(seen.size, size)
      const growth =
        from === 0 || from === size ? [] : consistencySpans(from, size).map((span) => toBase64(tree.span(span)))
      const news: LogNews = { checkpoint, growth, batch: null, successor: null }
      await follower.follow(note, news).catch(() => {
        inconsistent++
      })
    }
    return { checkpointsSeen: this.notes.size, inconsistent }
  }
}

/** How many batches the log has no place for, though the cloud has acknowledged them: asked as their box asks. */
export async function unprovenOf(cloud: CloudClient, box: TestBox, batches: Sealed[], key: string): Promise<number> {
  const follower = new LogFollower({ key: await parseVerifierKey(sha256, key), witnesses: [] }, nodeCrypto)
  let unproven = 0
  for (const { n, digest } of batches) {
    const headers = { authorization: `Bearer ${box.token}` }
    const { checkpoint, batch } = await cloud.json<LogNews>(`/v1/proof?n=${n}`, { headers })
    const followed: Checkpoint = await follower.read(checkpoint)
    const held = batch && (await follower.place(box.id, n, Buffer.from(digest, 'hex'), batch.proof, followed))
    if (!held) unproven++
  }
  return unproven
}

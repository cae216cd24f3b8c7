import { Cosigning } from '../../src/merkle-log/cosigning.ts'
import { MerkleLog } from '../../src/merkle-log/merkle-log.ts'
import { TileFolder } from '../../src/merkle-log/tile-folder.ts'
import { WitnessClient } from '../../src/merkle-log/witnesses.ts'

/**
 * The real cloud, which kills itself at one step of its sequencer once it is told to be about it (SIGUSR2):
 * `tile`: the first tile of a growth is written · `signed`: a checkpoint is signed and not stored · `stored`: the store
 * has it and its file has not · `published`: its file has it and no witness was asked · `cosigned`: a witness has
 * answered, and its cosignature is not stored.
 */
const [, , step, ...flags] = process.argv
process.argv.splice(2, Number.POSITIVE_INFINITY, ...flags)

let armed = false
process.on('SIGUSR2', () => {
  armed = true
})
const endAt = (here: string): void => {
  if (armed && here === step) process.kill(process.pid, 'SIGKILL')
}

type Method = (...given: never[]) => unknown
/** Something happens before a method is called, or after it has resolved. */
function around(prototype: object, name: string, happens: { before?(): void; after?(result: unknown): void }): void {
  const methods = prototype as Record<string, Method>
  const method = methods[name]
  if (method === undefined) throw new Error(`there is no ${name}`)
  methods[name] = function (this: unknown, ...given: never[]) {
    happens.before?.()
    const result = method.apply(this, given)
    if (result instanceof Promise)
      return result.then((value) => {
        happens.after?.(value)
        return value
      })
    happens.after?.(result)
    return result
  }
}

around(TileFolder.prototype, 'write', { after: () => endAt('tile') })
around(MerkleLog.prototype, 'publish', { before: () => endAt('signed') })
around(TileFolder.prototype, 'writeCheckpoint', { before: () => endAt('stored') })
around(Cosigning.prototype, 'published', { before: () => endAt('published') })
around(WitnessClient.prototype, 'cosign', { after: (line) => line !== undefined && endAt('cosigned') })

await import('../../src/main.ts')

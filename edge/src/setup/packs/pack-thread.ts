import { parentPort } from 'node:worker_threads'
import { type Catalogue, loadCatalogue, type OpenedPack, openPack, type TrustedKey } from '@zaojun/device-profiles'
import { serve } from '../../ledger/thread.ts'

/** What is known of a pack and of the catalogue it leads to, worked out apart: opening one is bulky parsing. */
export type PackOps = {
  /** Throws `PACK_…`, `CATALOGUE_…`. `installed`: the packs there are, the one it replaces among them. */
  open: [{ bytes: Uint8Array; trusted: TrustedKey[]; installed: OpenedPack[] }, { opened: OpenedPack; next: Catalogue }]
  /** The catalogue with these packs. Throws `CATALOGUE_…` where one stands on a pack that is not among them. */
  catalogue: [OpenedPack[], Catalogue]
}

if (parentPort !== null) {
  const shipped = loadCatalogue()
  serve<PackOps>(parentPort, {
    open: ({ bytes, trusted, installed }) => {
      const opened = openPack(bytes, { trusted, shipped, installed })
      const others = installed.filter(({ id }) => id !== opened.id)
      return { opened, next: loadCatalogue(undefined, [...others, opened]) }
    },
    catalogue: (packs) => (packs.length === 0 ? shipped : loadCatalogue(undefined, packs)),
  })
}

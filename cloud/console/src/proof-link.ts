/** What to prove: a batch by its number, or the one in which an entry stands; with a photo of that entry. */
export type Proven = { site: string; box: string } & ({ batch: number } | { seq: number; photo?: string })

/** The page that checks the proof in the browser, with nothing of this console. */
export function proofLink(proven: Proven): string {
  const base = `/v1/sites/${proven.site}/boxes/${proven.box}`
  if ('batch' in proven) return page(`${base}/batches/${proven.batch}/proof`)
  return page(`${base}/proof?seq=${proven.seq}`, proven.photo)
}

/** The same for a page of who looked. */
export const readsLink = (site: string, number: number): string => page(`/v1/sites/${site}/reads/pages/${number}/proof`)

/** The same for a statement on rights. */
export const rightsLink = (site: string, no: number): string => page(`/v1/sites/${site}/rights/statements/${no}/proof`)

/** The same for why the log was restarted. */
export const originLink = (generation: number): string => page(`/v1/proof/origins/${generation}`)

const page = (path: string, photo?: string): string =>
  `./verify.html#${encodeURIComponent(path)}${photo === undefined ? '' : `&photo=${photo}`}`

type Given = {
  /** Whether the store can be asked at all. */
  ready(): Promise<boolean>
  stopping(): boolean
  onFailure(error: unknown): void
}

/**
 * Does the same for each site. One that fails (something of it is damaged, the machine it is on is gone) is told and holds up
 * no other; where the store itself is gone that ends it.
 */
export async function eachSite<Site>(
  sites: Iterable<Site>,
  { ready, stopping, onFailure }: Given,
  work: (site: Site) => Promise<void>,
): Promise<void> {
  for (const site of sites) {
    if (stopping()) return
    try {
      await work(site)
    } catch (error) {
      if (!(await ready().catch(() => false))) throw error
      onFailure(error)
    }
  }
}

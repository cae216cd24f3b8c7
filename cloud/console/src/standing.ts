import type { Site, SiteState } from './api/shapes.ts'

/** A site's state as it is shown: one that never had a box is not offline, it is not connected yet. */
export type Standing = SiteState | 'unenrolled'
export const STANDINGS: readonly Standing[] = ['normal', 'stale', 'offline', 'unenrolled']

export const standingOf = ({ state, boxes }: Pick<Site, 'state' | 'boxes'>): Standing =>
  boxes === 0 ? 'unenrolled' : state

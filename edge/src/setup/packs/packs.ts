import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseSign1, type Registry, reasonOf, Turns, ZaojunError } from '@zaojun/core'
import { type Catalogue, loadCatalogue, type OpenedPack, openPack, PACK_SUFFIX } from '@zaojun/device-profiles'
import { contentFrom } from '@zaojun/device-profiles/catalogue'
import { Thread } from '../../ledger/thread.ts'
import { fail } from './errors.ts'
import type { PackOps } from './pack-thread.ts'
import type { BrokenPack, PackFace, PackReport } from './shapes.ts'
import type { TrustedKeys } from './trusted-keys.ts'

const FOLDER = 'packs'
/** A person who looks at a pack installs it soon after: the thread that opens packs stays so long. */
const KEPT_MS = 30_000

/** `fingerprint`: of the key that signed it. */
type InstalledPack = OpenedPack & { fingerprint: string }

/**
 * The profile packs of this box: kept as files in its data folder, opened and checked anew at every start. Together
 * with the shipped catalogue they make `catalogue`, which everything reads; it is changed in place.
 */
export class Packs {
  readonly catalogue: Catalogue
  broken: BrokenPack[] = []
  private readonly folder: string
  private readonly keys: TrustedKeys
  private readonly shipped: Catalogue
  private installed: InstalledPack[] = []
  private readonly turns = new Turns()
  private thread: Thread<PackOps> | undefined
  private idle: NodeJS.Timeout | undefined

  constructor(data: string, keys: TrustedKeys) {
    this.folder = join(data, FOLDER)
    this.keys = keys
    this.shipped = loadCatalogue()
    for (const file of existsSync(this.folder) ? readdirSync(this.folder).sort() : []) {
      if (!file.endsWith(PACK_SUFFIX)) continue
      try {
        this.installed.push(this.open(readFileSync(join(this.folder, file))))
      } catch (error) {
        const code = error instanceof ZaojunError ? error.code : 'PACK_MALFORMED'
        this.broken.push({ file, code, message: reasonOf(error) })
      }
    }
    this.catalogue =
      this.installed.length === 0
        ? { ...this.shipped, ...contentFrom(this.shipped) }
        : loadCatalogue(undefined, this.installed)
  }

  all(): PackFace[] {
    return this.installed.map((pack) => this.face(pack, this.catalogue))
  }

  /** What installing these bytes would do. Rejects `PACK_…` or `CATALOGUE_…` with the place where it is wrong. */
  look(bytes: Uint8Array, registry: () => Registry): Promise<PackReport> {
    return this.turns.take(async () => (await this.plan(bytes, registry)).report)
  }

  /** Keeps the pack and puts it in force. Resolves what it did; the drivers of `report.units` are made anew after. */
  install(bytes: Uint8Array, registry: () => Registry): Promise<PackReport> {
    return this.turns.take(async () => {
      const { report, opened, next } = await this.plan(bytes, registry)
      mkdirSync(this.folder, { recursive: true, mode: 0o700 })
      const file = join(this.folder, `${opened.id}${PACK_SUFFIX}`)
      writeFileSync(`${file}.new`, bytes, { mode: 0o600, flush: true })
      renameSync(`${file}.new`, file)
      this.installed = [...this.others(opened.id), opened]
      this.inForce(next)
      return { ...report, applied: true }
    })
  }

  /**
   * Resolves what was removed; nothing for a file that no longer opened. Rejects `PACK_UNKNOWN`, or `PACK_IN_USE`
   * while a unit, a device or another pack needs it.
   */
  remove(id: string, registry: () => Registry): Promise<PackFace | undefined> {
    return this.turns.take(async () => {
      const file = join(this.folder, `${id}${PACK_SUFFIX}`)
      const pack = this.installed.find((each) => each.id === id)
      if (pack === undefined) {
        if (!existsSync(file)) throw fail('PACK_UNKNOWN', { name: id, place: id })
        rmSync(file)
        this.broken = this.broken.filter((each) => each.file !== `${id}${PACK_SUFFIX}`)
        return undefined
      }
      const face = this.face(pack, this.catalogue)
      const others = this.others(id)
      const next = await this.apart((thread) => thread.call('catalogue', others)).catch((error: unknown) => {
        throw fail('PACK_IN_USE', { name: `${id}: ${reasonOf(error)}`, place: id })
      })
      this.refuseLost(next, registry(), id)
      rmSync(file, { force: true })
      this.installed = others
      this.inForce(next)
      return face
    })
  }

  /** Whether a pack signed by this key is installed. */
  usesKey(fingerprint: string): string | undefined {
    return this.all().find((pack) => pack.fingerprint === fingerprint)?.id
  }

  private async plan(bytes: Uint8Array, registry: () => Registry) {
    const { installed } = this
    const trusted = this.keys.trusted()
    const read = await this.apart((thread) => thread.call('open', { bytes, trusted, installed }))
    const { next } = read
    const opened = { ...read.opened, fingerprint: this.fingerprintOf(bytes) }
    const before = installed.find(({ id }) => id === opened.id)
    const { units } = registry()
    this.refuseLost(next, registry(), opened.id)
    const now = this.catalogue.profiles
    const ids = (profiles: Catalogue['profiles']) => [...profiles.keys()]
    const changed = ids(next.profiles).filter(
      (id) => now.has(id) && !isDeepStrictEqual(now.get(id), next.profiles.get(id)),
    )
    const report: PackReport = {
      pack: this.face(opened, next),
      applied: false,
      ...(before === undefined ? {} : { replaces: before.version }),
      added: ids(next.profiles).filter((id) => !now.has(id)),
      changed,
      removed: ids(now).filter((id) => !next.profiles.has(id)),
      units: units
        .filter(({ profile }) => changed.includes(profile) || (next.profiles.has(profile) && !now.has(profile)))
        .map(({ id }) => id),
    }
    return { report, opened, next }
  }

  private open(bytes: Uint8Array): InstalledPack {
    const ground = { trusted: this.keys.trusted(), shipped: this.shipped, installed: this.installed }
    return { ...openPack(bytes, ground), fingerprint: this.fingerprintOf(bytes) }
  }

  private fingerprintOf(bytes: Uint8Array): string {
    const kid = Buffer.from(parseSign1(bytes).kid).toString('hex')
    return this.keys.all().find(({ fingerprint }) => fingerprint.startsWith(kid))?.fingerprint ?? kid
  }

  /** Opening a pack and reading the catalogue anew take long: they never hold up the drivers. */
  private async apart<T>(work: (thread: Thread<PackOps>) => Promise<T>): Promise<T> {
    clearTimeout(this.idle)
    if (this.thread === undefined) {
      this.thread = new Thread<PackOps>(new URL('./pack-thread.ts', import.meta.url), null, () => {
        this.thread = undefined
      })
      this.thread.start()
    }
    try {
      return await work(this.thread)
    } finally {
      this.idle = setTimeout(() => void this.stop(), KEPT_MS).unref()
    }
  }

  /** Ends the thread that opens packs; the next one to open makes another. */
  async stop(): Promise<void> {
    clearTimeout(this.idle)
    const { thread } = this
    this.thread = undefined
    await thread?.stop()
  }

  private others(id: string): InstalledPack[] {
    return this.installed.filter((pack) => pack.id !== id)
  }

  private refuseLost({ profiles, kinds }: Catalogue, { units, devices }: Registry, id: string): void {
    const unit = units.find(({ profile }) => this.catalogue.profiles.has(profile) && !profiles.has(profile))
    const device = devices.find(
      ({ kind, state }) => state !== 'retired' && this.catalogue.kinds.has(kind) && !kinds.has(kind),
    )
    const user = unit?.id ?? device?.id
    if (user !== undefined) throw fail('PACK_IN_USE', { name: `${id} (${user})`, place: user })
  }

  private inForce({ kinds, profiles, zones, digest }: Catalogue): void {
    const { catalogue } = this
    const swap = <Thing>(into: Map<string, Thing>, from: Map<string, Thing>) => {
      into.clear()
      for (const [id, thing] of from) into.set(id, thing)
    }
    swap(catalogue.kinds, kinds)
    swap(catalogue.profiles, profiles)
    catalogue.zones = zones
    catalogue.digest = digest
  }

  private face(
    { id, version, issuer, title, digest, kinds, profiles, fingerprint }: InstalledPack,
    of: Catalogue,
  ): PackFace {
    return {
      id,
      version,
      issuer,
      title,
      digest,
      fingerprint,
      kinds: kinds.flatMap((kind) => {
        const known = of.kinds.get(kind)
        return known === undefined ? [] : [{ id: kind, name: known.name }]
      }),
      profiles: profiles.flatMap((profile) => {
        const known = of.profiles.get(profile)
        return known === undefined ? [] : [{ id: profile, name: known.name, verified: known.verified }]
      }),
    }
  }
}

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseSign1, type Registry, reasonOf, ZaojunError } from '@zaojun/core'
import { type Catalogue, loadCatalogue, type OpenedPack, openPack, PACK_SUFFIX } from '@zaojun/device-profiles'
import { fail } from './errors.ts'
import type { BrokenPack, PackFace, PackReport } from './shapes.ts'
import type { TrustedKeys } from './trusted-keys.ts'

const FOLDER = 'packs'

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
        ? { ...this.shipped, kinds: new Map(this.shipped.kinds), profiles: new Map(this.shipped.profiles) }
        : loadCatalogue(undefined, this.installed)
  }

  all(): PackFace[] {
    return this.installed.map((pack) => this.face(pack, this.catalogue))
  }

  /** What installing these bytes would do. Throws `PACK_…` or `CATALOGUE_…` with the place where it is wrong. */
  look(bytes: Uint8Array, registry: Registry): PackReport {
    return this.plan(bytes, registry).report
  }

  /** Keeps the pack and puts it in force. Returns what it did; the drivers of `report.units` are made anew after. */
  install(bytes: Uint8Array, registry: Registry): PackReport {
    const { report, opened, next } = this.plan(bytes, registry)
    mkdirSync(this.folder, { recursive: true, mode: 0o700 })
    const file = join(this.folder, `${opened.id}${PACK_SUFFIX}`)
    writeFileSync(`${file}.new`, bytes, { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
    this.installed = [...this.others(opened.id), opened]
    this.inForce(next)
    return { ...report, applied: true }
  }

  /**
   * Returns what was removed; nothing for a file that no longer opened. Throws `PACK_UNKNOWN`, or `PACK_IN_USE` while
   * a unit, a device or another pack needs it.
   */
  remove(id: string, registry: Registry): PackFace | undefined {
    const file = join(this.folder, `${id}${PACK_SUFFIX}`)
    const pack = this.installed.find((each) => each.id === id)
    if (pack === undefined && existsSync(file)) {
      rmSync(file)
      this.broken = this.broken.filter((each) => each.file !== `${id}${PACK_SUFFIX}`)
      return undefined
    }
    if (pack === undefined) throw fail('PACK_UNKNOWN', { name: id, place: id })
    const face = this.face(pack, this.catalogue)
    const others = this.others(id)
    const next = this.catalogueOf(others, id)
    this.refuseLost(next, registry, id)
    rmSync(file, { force: true })
    this.installed = others
    this.inForce(next)
    return face
  }

  /** Whether a pack signed by this key is installed. */
  usesKey(fingerprint: string): string | undefined {
    return this.all().find((pack) => pack.fingerprint === fingerprint)?.id
  }

  private plan(bytes: Uint8Array, registry: Registry) {
    const opened = this.open(bytes)
    const before = this.installed.find(({ id }) => id === opened.id)
    const next = this.catalogueOf([...this.others(opened.id), opened], opened.id)
    this.refuseLost(next, registry, opened.id)
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
      units: registry.units
        .filter(({ profile }) => changed.includes(profile) || (next.profiles.has(profile) && !now.has(profile)))
        .map(({ id }) => id),
    }
    return { report, opened, next }
  }

  private open(bytes: Uint8Array): InstalledPack {
    const opened = openPack(bytes, { trusted: this.keys.trusted(), shipped: this.shipped, installed: this.installed })
    const kid = Buffer.from(parseSign1(bytes).kid).toString('hex')
    const key = this.keys.all().find(({ fingerprint }) => fingerprint.startsWith(kid))
    return { ...opened, fingerprint: key?.fingerprint ?? kid }
  }

  private others(id: string): InstalledPack[] {
    return this.installed.filter((pack) => pack.id !== id)
  }

  /** A pack may stand on the kinds of another: then that one cannot go. */
  private catalogueOf(packs: OpenedPack[], id: string): Catalogue {
    try {
      return loadCatalogue(undefined, packs)
    } catch (error) {
      throw fail('PACK_IN_USE', { name: `${id}: ${reasonOf(error)}`, place: id })
    }
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

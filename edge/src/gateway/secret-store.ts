import { join } from 'node:path'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { PrivateFile } from '../private-file.ts'

const FILE = 'secrets.json'
const shape = Compile(Type.Record(Type.String(), Type.String()))

/**
 * Passwords and keys of buses (`bus.<id>`) and units (`unit.<id>`), and what units were given to prove themselves with
 * (`terminal.<id>`), readable by this user alone. They are no part of the registry: that travels to the cloud and stands
 * in the ledger.
 */
export class SecretStore {
  private readonly file: PrivateFile<Record<string, string>>
  private readonly held: Map<string, string>
  private readonly listeners = new Set<(name: string) => void>()

  constructor(folder: string) {
    this.file = new PrivateFile(join(folder, FILE), 'a list of secrets', shape, {})
    this.held = new Map(Object.entries(this.file.value))
  }

  get(name: string): string | undefined {
    return this.held.get(name)
  }

  names(): string[] {
    return [...this.held.keys()]
  }

  /** Sets a secret, or removes it. */
  put(name: string, secret: string | undefined): void {
    this.keep(name, secret)
    for (const listener of this.listeners) listener(name)
  }

  /** As `put`, where whoever uses the secret has set it itself: nobody is told. */
  keep(name: string, secret: string | undefined): void {
    if (secret === undefined) this.held.delete(name)
    else this.held.set(name, secret)
    this.file.set(Object.fromEntries(this.held))
  }

  onChange(listener: (name: string) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

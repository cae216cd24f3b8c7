import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './programs.ts'

/** Authorities and certificates, made by openssl into a folder. */
export class Certificates {
  private readonly folder: string

  constructor(folder: string) {
    this.folder = folder
  }

  file(name: string): string {
    return join(this.folder, name)
  }

  /** An authority of its own: `<name>.pem`, `<name>.key`. */
  async authority(name: string): Promise<string> {
    await this.openssl('req', '-x509', '-days', '30', '-subj', `/CN=${name}`, ...this.key(name), '-out', this.pem(name))
    return this.pem(name)
  }

  /** A certificate for these names, signed by an authority. `days`: how long it is good from now; negative, it was. */
  async signed(name: string, by: string, names: string, days = 30): Promise<{ certFile: string; keyFile: string }> {
    const request = this.file(`${name}.csr`)
    await this.openssl('req', '-subj', `/CN=${name}`, ...this.key(name), '-out', request)
    const extensions = this.file(`${name}.ext`)
    writeFileSync(extensions, `subjectAltName=${names}\n`)
    const signer = ['-CA', this.pem(by), '-CAkey', this.file(`${by}.key`), '-CAcreateserial', '-extfile', extensions]
    await this.openssl('x509', '-req', '-in', request, ...signer, '-days', String(days), '-out', this.pem(name))
    return { certFile: this.pem(name), keyFile: this.file(`${name}.key`) }
  }

  private pem(name: string): string {
    return this.file(`${name}.pem`)
  }

  private key(name: string): string[] {
    return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', this.file(`${name}.key`)]
  }

  private async openssl(...args: string[]): Promise<void> {
    const { code, out } = await run('openssl', args)
    if (code !== 0) throw new Error(`openssl ${args[0]}: ${out}`)
  }
}

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { generate } from 'mqtt-packet'
import { PacketLengths } from './packet-lengths.ts'
import { Translation, V5, V311 } from './translation.ts'
import { TOO_LARGE, Version5 } from './version-5.ts'

const CONNECT = 1

/**
 * A client's connection as the broker has it. Ends one that announces a packet longer than it may be, before anybody
 * gathers it; and lets a client of MQTT 5 talk to aedes, which speaks 3.1 and 3.1.1 (its version 1.2).
 */
export class ClientStream extends Duplex {
  readonly peer: string
  private readonly socket: Socket
  private readonly lengths: PacketLengths
  private readonly refused: (code: string) => void
  private readonly packetBytes: number
  /** What came before the version was known. */
  private head: Buffer | undefined = Buffer.alloc(0)
  private translation: Translation | undefined

  /** `refused` is told the stable code why the connection is ended. */
  constructor(socket: Socket, packetBytes: number, refused: (code: string) => void) {
    super()
    this.socket = socket
    this.peer = socket.remoteAddress ?? ''
    this.packetBytes = packetBytes
    this.lengths = new PacketLengths(packetBytes)
    this.refused = refused
    socket.on('error', () => this.destroy())
    socket.on('close', () => this.destroy())
    socket.on('end', () => this.push(null))
    socket.on('data', (chunk: Buffer) => this.arrived(chunk))
  }

  override _read(): void {
    this.socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const bytes = this.translation === undefined ? chunk : this.translation.outward(chunk)
    if (this.socket.destroyed || this.socket.write(bytes)) done()
    else this.socket.once('drain', () => done())
  }

  override _final(done: () => void): void {
    this.socket.end()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // What was written, a refusal for one, still goes out.
    this.socket.destroySoon()
    done(error)
  }

  private arrived(chunk: Buffer): void {
    if (!this.lengths.fits(chunk)) {
      this.endWith('packet-too-long', TOO_LARGE)
      return
    }
    const bytes = this.sinceVersion(chunk)
    if (bytes === undefined) return
    const { passed, end } = this.translation?.inward(bytes) ?? { passed: bytes, end: undefined }
    if (passed.length > 0 && !this.push(passed)) this.socket.pause()
    if (end !== undefined) this.endWith('client-error', end)
  }

  /** What has come once the client's version is known; undefined before. */
  private sinceVersion(chunk: Buffer): Buffer | undefined {
    if (this.head === undefined) return chunk
    const bytes = Buffer.concat([this.head, chunk])
    const version = versionIn(bytes)
    this.head = version === undefined ? bytes : undefined
    if (version === V5) this.translation = new Translation(new Version5(this.packetBytes))
    return version === undefined ? undefined : bytes
  }

  private endWith(code: string, reason: number): void {
    if (this.destroyed) return
    this.refused(code)
    const goodbye = this.translation === undefined ? undefined : Version5.goodbye(reason)
    if (goodbye !== undefined) this.socket.write(generate(goodbye, { protocolVersion: V5 }))
    this.destroy()
  }
}

/** The version a CONNECT asks for (section 3.1.2.2); undefined while too little has come. What is none is left to the broker. */
function versionIn(bytes: Uint8Array): number | undefined {
  if ((bytes[0] ?? 0) >> 4 !== CONNECT) return V311
  let at = 1
  while (at < bytes.length && (bytes[at] ?? 0) & 0x80) at++
  const name = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
  const level = at + 3 + name
  if (at + 2 >= bytes.length) return undefined
  return name > 'MQIsdp'.length ? V311 : bytes[level]
}

const START = 0xffff
const POLYNOMIAL = 0xa001

/**
 * The CRC of HJ 212, annex A of 2017 and 2025 alike: each byte is combined with the high half of the register moved
 * down. It is not the CRC of Modbus. Printed as four hexadecimal digits, high byte first.
 */
export function crcOf(bytes: Uint8Array): string {
  let register = START
  for (const byte of bytes) {
    register = (register >> 8) ^ byte
    for (let bit = 0; bit < 8; bit++) {
      const carry = register & 1
      register >>= 1
      if (carry === 1) register ^= POLYNOMIAL
    }
  }
  return register.toString(16).toUpperCase().padStart(4, '0')
}

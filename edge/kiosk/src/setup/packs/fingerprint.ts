/** A fingerprint in groups of four, as it is read out and compared. */
export const fingerprintText = (hex: string): string => hex.replace(/.{4}(?=.)/g, '$& ')

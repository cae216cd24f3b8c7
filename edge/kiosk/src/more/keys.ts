/** Rows of the on-screen keyboard: enough for passwords, addresses and one-time codes. */
export const LETTERS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
export const SYMBOLS = ['1234567890', '-_.:/@#&=+', '!?*%$~^|\\', '\'"();,<>[]{}']

// Runs in the page: measures what a person would see, from computed styles.
const channel = (value) => {
  const part = value / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
const colourOf = (text) => (text.match(/[\d.]+/g) ?? []).map(Number)

/** The opaque background an element stands on. */
function groundOf(element) {
  for (let at = element; at; at = at.parentElement) {
    const colour = colourOf(getComputedStyle(at).backgroundColor)
    if (colour.length === 3 || colour[3] === 1) return colour
  }
  return [255, 255, 255]
}

function contrastOf(element) {
  const [a, b] = [luminance(colourOf(getComputedStyle(element).color)), luminance(groundOf(element))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

const isShown = (element) => {
  const { width, height } = element.getBoundingClientRect()
  return width > 0 && height > 0 && getComputedStyle(element).visibility === 'visible'
}
const hasOwnText = (element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim() !== '')

/** Every visible text: its words, font size (px) and contrast. */
globalThis.measureTexts = () =>
  [...document.querySelectorAll('#kiosk *')]
    .filter((element) => !element.closest('svg') && hasOwnText(element) && isShown(element))
    .map((element) => ({
      words: element.textContent.trim(),
      size: Number.parseFloat(getComputedStyle(element).fontSize),
      contrast: contrastOf(element),
    }))

/** Everything a finger can press: its words and size (px). */
globalThis.measureTargets = () =>
  [...document.querySelectorAll('a, button, input:not([type=file])')].filter(isShown).map((element) => {
    const { width, height } = (element.closest('label') ?? element).getBoundingClientRect()
    return { words: (element.textContent || element.placeholder || '').trim(), width, height }
  })

/** Texts cut off or standing outside the window. */
globalThis.measureCut = () =>
  [...document.querySelectorAll('.room, .value, .unit, .tag, .age, nav a, .clock, .brand, .cloud, .state, .full-disk')]
    .filter(isShown)
    .flatMap((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect()
      const outside = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1
      const cut = element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0
      const tall = element.classList.contains('room') && element.scrollHeight > element.clientHeight + 1
      const bar = element.closest('header')?.getBoundingClientRect()
      const beyond = bar !== undefined && (top < bar.top - 1 || bottom > bar.bottom + 1)
      return outside || cut || tall || beyond ? [`${element.className}: ${element.textContent.trim()}`] : []
    })

/* global document, innerWidth */
// npm run test:view: the live view in Chromium, on a memory server of three nodes under load: at 360 and 1,600 pixels, light and dark, by keyboard,
// with a node that is lost and comes back, and looked at by axe-core. CHROMIUM names the browser; --pictures FOLDER keeps what it saw.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { connect, Key, STAGES } from '../../dist/index.js'
import { startMemoryServer } from '../../dist/testing/index.js'
import { startView } from '../../dist/view/index.js'

const { values } = parseArgs({ options: { pictures: { type: 'string' } } })
const pictures = values.pictures ?? mkdtempSync(join(tmpdir(), 'view-'))
mkdirSync(pictures, { recursive: true })
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

const HOSTILE = '<img src=x onerror=document.title="owned">'
const server = await startMemoryServer({ nodes: 3 })
const client = await connect({ hosts: server.hosts, tendInterval: 250 })
client.enableMetrics({ stages: true })
const view = await startView(client, { port: 0, slow: 5 })
let isLoaded = true
const load = (async () => {
  for (let i = 0; isLoaded; i++) {
    const keys = Array.from(
      { length: 200 },
      (_, n) => new Key('test', n % 20 === 0 ? HOSTILE : 'users', (i * 31 + n) % 5_000),
    )
    const work = keys.map((key, n) => (n % 4 === 0 ? client.put(key, { n }) : client.get(key)))
    await Promise.allSettled([
      ...work,
      i % 10 === 0 ? client.touch(new Key('test', HOSTILE, 'none')) : undefined,
    ])
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})()

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-sync',
  ],
})

/** A page that has figures; fails for anything the browser complains of. */
async function open(width, colorScheme, bypassCSP = false) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, bypassCSP })
  const complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on(
    'request',
    (request) =>
      new URL(request.url()).host === new URL(view.url).host ||
      request.url().startsWith('data:') ||
      complaints.push(request.url()),
  )
  await page.goto(view.url)
  await page.waitForFunction(() => document.querySelectorAll('#nodes tbody tr').length === 3)
  return { page, complaints }
}

try {
  // Long enough for curves to be seen.
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  for (const width of [360, 1600])
    for (const scheme of ['light', 'dark']) {
      const { page, complaints } = await open(width, scheme)
      await page.waitForFunction(() => document.querySelectorAll('#servers tbody tr').length === 3)
      await page.waitForFunction(() => document.querySelector('#errors').textContent.includes('NOT_FOUND'))
      const stages = await page.evaluate(() =>
        [...document.querySelectorAll('#stages tbody tr')].map(({ cells: [name, share] }) => [
          name.textContent,
          parseFloat(share.textContent),
        ]),
      )
      assert.equal(stages.map(([name]) => name).join(), STAGES.join())
      assert.ok(stages.find(([name]) => name === 'server')[1] > 0, 'the time at the server is shown')
      assert.match(await page.getAttribute('#stack', 'aria-label'), /server [\d.]+ %/)
      const painted = await page.evaluate(() =>
        [...document.querySelectorAll('#stack div')].map((part) => part.getBoundingClientRect().width),
      )
      const shown = await page.evaluate(() => document.querySelector('#stack').clientWidth)
      assert.ok(Math.abs(painted.reduce((sum, width) => sum + width + 1, -1) - shown) < 2, 'the bar is full')
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wide <= 0, `${width} pixels: the page is ${wide} pixels too wide`)
      assert.equal(await page.title(), 'Aerospike client')
      assert.ok((await page.textContent('#errors')).includes(HOSTILE), 'a hostile name is shown as text')
      await page.screenshot({ path: join(pictures, `view-${width}-${scheme}.png`), fullPage: true })
      assert.deepEqual(complaints, [])
      // The page lets no other script in, so that the one that judges it needs a page of its own.
      const judged = await open(width, scheme, true)
      await judged.page.addScriptTag({ path: axe })
      const { violations } = await judged.page.evaluate('axe.run()')
      await judged.page.close()
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      assert.deepEqual(
        serious.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]),
        [],
        `${width} ${scheme}`,
      )
      console.log(`${width} ${scheme}: ${violations.length} remarks, none serious`)
      await page.close()
    }
  const { page } = await open(1600, 'light')
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.id === 'pause')) break
  }
  await page.keyboard.press('Enter')
  assert.equal(await page.getAttribute('#pause', 'aria-pressed'), 'true')
  await page.keyboard.press('Enter')
  // Tables that are wider than the page are reached by keyboard, and scroll.
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.contains(document.querySelector('#stages')))) break
  }
  assert.ok(await page.evaluate(() => document.activeElement?.contains(document.querySelector('#stages'))))
  await client.disableMetrics()
  await page.waitForSelector('#stages-off', { state: 'visible' })
  assert.ok((await page.textContent('#stages-off')).includes('enableMetrics({ stages: true })'))
  assert.equal(await page.isVisible('#stages'), false)
  const lostAt = Date.now()
  await server.nodes[2].stop()
  await page.waitForFunction(() => /do not answer/.test(document.querySelector('#state').textContent))
  const lost = Date.now() - lostAt
  const backAt = Date.now()
  await server.nodes[2].start()
  await page.waitForFunction(() => document.querySelector('#state').textContent === '3 nodes answer')
  const back = Date.now() - backAt
  console.log(`a node lost is shown after ${lost} ms, back after ${back} ms`)
  assert.ok(lost < 2_000 && back < 2_000)
} finally {
  await browser.close()
  isLoaded = false
  await load
  await view.close()
  await client.close()
  await server.close()
}
console.log(`pictures are in ${pictures}`)

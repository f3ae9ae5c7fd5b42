// Runs in the page: draws every figure that is there from SUMMARY, with Chart, and anew when light turns to dark.
/* global Chart, SUMMARY, document, getComputedStyle, matchMedia */
const colorOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
const namesOf = (results) => Object.keys(SUMMARY.titles).filter((name) => results.some((has) => has(name)))
const short = (value) => Intl.NumberFormat('en', { notation: 'compact' }).format(value)
const exact = (value) => Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value)
const drawn = []

/** Lines through the ends of bars, from the lower to the upper quartile. */
const spreadLines = {
  id: 'spreadLines',
  afterDatasetsDraw(chart) {
    const { ctx, scales } = chart
    ctx.save()
    ctx.strokeStyle = colorOf('ink')
    ctx.lineWidth = 1.5
    chart.data.datasets.forEach(({ spreads = [] }, index) => {
      if (!chart.isDatasetVisible(index)) return
      spreads.forEach((spread, at) => {
        if (spread === null) return
        const { y } = chart.getDatasetMeta(index).data[at]
        ctx.beginPath()
        ctx.moveTo(scales.x.getPixelForValue(spread.low), y)
        ctx.lineTo(scales.x.getPixelForValue(spread.high), y)
        ctx.stroke()
      })
    })
    ctx.restore()
  },
}

const axis = (more = {}) => ({
  ticks: { color: colorOf('faint'), ...more.ticks },
  grid: { color: colorOf('line') },
  title: { display: more.title !== undefined, text: more.title, color: colorOf('faint') },
  ...more.scale,
})

function draw(id, config) {
  const canvas = document.querySelector(`#${id} canvas`)
  if (canvas === null) return
  const legend = { labels: { color: colorOf('ink'), boxWidth: 12 }, position: 'bottom' }
  const options = { responsive: true, maintainAspectRatio: false, animation: false, ...config.options }
  drawn.push(
    new Chart(canvas, { ...config, options: { ...options, plugins: { legend, ...options.plugins } } }),
  )
}

/** Bars beside each other: `rows` are { label, contenders }, where a contender has a spread under `field`. */
function bars(id, rows, field) {
  const names = namesOf(
    rows.map(
      ({ contenders }) =>
        (name) =>
          contenders.some((one) => one.name === name),
    ),
  )
  const datasets = names.map((name) => {
    const spreads = rows.map(({ contenders }) => contenders.find((one) => one.name === name)?.[field] ?? null)
    return {
      label: SUMMARY.titles[name],
      data: spreads.map((spread) => spread?.median ?? null),
      spreads,
      backgroundColor: colorOf(name),
    }
  })
  const box = document.querySelector(`#${id} .chart`)
  if (box !== null) box.style.height = `${rows.length * (names.length * 13 + 14) + 90}px`
  draw(id, {
    type: 'bar',
    data: { labels: rows.map(({ label }) => label), datasets },
    plugins: [spreadLines],
    options: {
      indexAxis: 'y',
      skipNull: true,
      scales: {
        x: axis({ ticks: { callback: short }, scale: { beginAtZero: true } }),
        y: axis({ ticks: { autoSkip: false } }),
      },
      plugins: { tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${exact(raw)}` } } },
    },
  })
}

/** Lines over a growing x: `points` are { x, values }, values by contender. */
function lines(id, points, { title, logX = true, logY = true, broken = () => false, tickX = short }) {
  const names = namesOf(
    points.map(
      ({ values }) =>
        (name) =>
          values[name] !== undefined,
    ),
  )
  const datasets = names.map((name) => ({
    label: SUMMARY.titles[name],
    data: points
      .filter(({ values }) => values[name] !== undefined)
      .map(({ x, values }) => ({ x, y: values[name] })),
    borderColor: colorOf(name),
    backgroundColor: colorOf(name),
    segment: { borderDash: ({ p1 }) => (broken(name, p1.parsed.x) ? [5, 4] : undefined) },
  }))
  const xs = points.map(({ x }) => x)
  const scale = {
    type: logX ? 'logarithmic' : 'linear',
    min: xs[0],
    max: xs.at(-1),
    afterBuildTicks: (built) => (built.ticks = xs.map((value) => ({ value }))),
  }
  draw(id, {
    type: 'line',
    data: { datasets },
    options: {
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: axis({ title, ticks: { callback: tickX, maxRotation: 0 }, scale }),
        y: axis({
          ticks: { callback: short, maxTicksLimit: 7 },
          scale: logY ? { type: 'logarithmic' } : { beginAtZero: true },
        }),
      },
      plugins: {
        tooltip: { callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${exact(raw.y)}` } },
      },
    },
  })
}

function drawShapes() {
  const rows = SUMMARY.shapes.map(({ title, kind, contenders }) => ({
    label: title.split(', '),
    contenders,
    group: title.endsWith('one at a time') ? 'one' : ['get', 'put', 'mixed'].includes(kind) ? 'many' : 'long',
  }))
  for (const group of ['many', 'one', 'long'])
    bars(
      `speed-${group}`,
      rows.filter((row) => row.group === group),
      'perSecond',
    )
  bars('cpu', rows, 'cpu')
}

function drawLatency() {
  const loads = SUMMARY.latency?.loads ?? []
  for (const kind of new Set(loads.map((load) => load.kind))) {
    const own = loads.filter((load) => load.kind === kind)
    const isBroken = (name, x) => {
      const { borne, of } = own.find(({ share }) => share * 100 === x).results[name]
      return borne < of
    }
    for (const field of ['p50', 'p99', 'p999']) {
      const points = own.map(({ share, results }) => ({ x: share * 100, values: pick(results, field) }))
      lines(`latency-${kind}-${field}`, points, {
        title: '% of the highest rate',
        logX: false,
        broken: isBroken,
      })
    }
  }
}

const pick = (results, field) =>
  Object.fromEntries(Object.entries(results).map(([name, result]) => [name, result[field]]))

function drawGrowth() {
  const fields = {
    keys: ['perSecond', 'keys'],
    bins: ['cpuMicroseconds', 'bins'],
    flight: ['perSecond', 'in flight'],
    nodes: ['cpuMicroseconds', 'nodes'],
    tend: ['cpuMilliseconds', 'nodes'],
  }
  for (const [id, { points }] of Object.entries(SUMMARY.growth)) {
    const [field, title] = fields[id]
    const values = points.map(({ x, results }) => ({ x, values: pick(results, field) }))
    lines(`growth-${id}`, values, { title, logY: id === 'bins' || id === 'tend' })
  }
}

function drawAll() {
  for (const chart of drawn.splice(0)) chart.destroy()
  drawShapes()
  drawLatency()
  drawGrowth()
  if (SUMMARY.cold !== undefined) bars('cold', [{ label: 'ms', contenders: SUMMARY.cold.starts }], 'over')
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll)
drawAll()

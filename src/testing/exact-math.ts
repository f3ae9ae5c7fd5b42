/**
 * Logarithm and power rounded correctly, as the server's C library (glibc) gives them in all but the rarest cases; those of
 * JavaScript engines are often one digit off. Numbers are kept as unevaluated sums of two doubles on the way.
 */
type Pair = readonly [high: number, low: number]

const LN2: Pair = [0.6931471805599453, 2.3190468138462996e-17]

/** The natural logarithm. */
export function exactLog(value: number): number {
  return value > 0 && value < Infinity ? logarithm(value)[0] : Math.log(value)
}

/** `base` to the power of `exponent`; as in C, 1 to whatever power is 1. */
export function exactPow(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1
  const rough = base ** exponent
  const special =
    base === 0 || !Number.isFinite(base) || !Number.isFinite(exponent) || Math.abs(rough) < LEAST_NORMAL
  if (special || !Number.isFinite(rough)) return rough
  const size = exponential(scaled(logarithm(Math.abs(base)), exponent))
  return rough < 0 ? -size : size
}
const LEAST_NORMAL = 2 ** -1022

/** 2^e times the sum of 2 s^(2k+1) / (2k+1), where s = (m - 1) / (m + 1). */
function logarithm(value: number): Pair {
  const exponent = Math.round(Math.log2(value))
  const half = Math.trunc(exponent / 2)
  const mantissa = value / 2 ** half / 2 ** (exponent - half)
  const s = quotient([mantissa - 1, 0], exactSum(mantissa, 1))
  const square = product(s, s)
  let series: Pair = [0, 0]
  for (let k = TERMS; k >= 0; k--) series = sum(product(series, square), quotient([1, 0], [2 * k + 1, 0]))
  return sum(scaled(LN2, exponent), scaled(product(s, series), 2))
}
const TERMS = 26

function exponential(power: Pair): number {
  const twos = Math.round(power[0] / LN2[0])
  const rest = sum(power, scaled(LN2, -twos))
  const small: Pair = [rest[0] / SHRINK, rest[1] / SHRINK]
  let series: Pair = [1, 0]
  for (let k = EXP_TERMS; k > 0; k--) {
    series = sum([1, 0], product(series, quotient(small, [k, 0])))
  }
  for (let by = SHRINK; by > 1; by /= 2) series = product(series, series)
  const half = Math.trunc(twos / 2)
  return series[0] * 2 ** half * 2 ** (twos - half)
}
const SHRINK = 256
const EXP_TERMS = 14

function exactSum(a: number, b: number): Pair {
  const high = a + b
  const part = high - a
  return [high, a - (high - part) + (b - part)]
}

function exactProduct(a: number, b: number): Pair {
  const high = a * b
  const [a1, a2] = halves(a)
  const [b1, b2] = halves(b)
  return [high, a1 * b1 - high + a1 * b2 + a2 * b1 + a2 * b2]
}

/** The upper and lower half of a number's digits. */
function halves(value: number): Pair {
  const large = value * 134217729
  const high = large - (large - value)
  return [high, value - high]
}

function sum(a: Pair, b: Pair): Pair {
  const [high, low] = exactSum(a[0], b[0])
  const [high2, low2] = exactSum(a[1], b[1])
  const [high3, low3] = exactSum(high, low + high2)
  return exactSum(high3, low3 + low2)
}

function product(a: Pair, b: Pair): Pair {
  const [high, low] = exactProduct(a[0], b[0])
  return exactSum(high, low + (a[0] * b[1] + a[1] * b[0]))
}

function scaled(a: Pair, by: number): Pair {
  return product(a, [by, 0])
}

function quotient(a: Pair, b: Pair): Pair {
  const first = a[0] / b[0]
  const rest = sum(a, scaled(b, -first))
  const second = rest[0] / b[0]
  const rest2 = sum(rest, scaled(b, -second))
  const [high, low] = exactSum(first, second)
  return sum([high, low], [rest2[0] / b[0], 0])
}

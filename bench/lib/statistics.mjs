export const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length
export const deviation = (list) => {
  const middle = mean(list)
  return Math.sqrt(mean(list.map((value) => (value - middle) ** 2)))
}

/** The value below which a share of a sorted list lies. */
export const quantile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
const sort = (list) => [...list].sort((a, b) => a - b)
export const median = (list) => quantile(sort(list), 0.5)

/** Median, the quartiles and the extremes of what the rounds gave. */
export function spread(list) {
  const sorted = sort(list)
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.25),
    high: quantile(sorted, 0.75),
    min: sorted[0],
    max: sorted.at(-1),
  }
}

/** Of the rounds' own ratios, since the contenders of one round ran side by side in time. */
export function ratio(mine, theirs, field) {
  return spread(mine.map((result, round) => result[field] / theirs[round][field]))
}

// Stands for the platform: calls the handler with each line that comes in, and ends when no more can come.
import { createInterface } from 'node:readline'
import { handler } from './handler.mjs'

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await handler(JSON.parse(line)).catch(({ code, message }) => ({
    statusCode: 500,
    code,
    message,
  }))
  console.log(JSON.stringify({ ...answer, memory: process.memoryUsage().rss }))
}

import type { Client, NodeAnswer, NodeInfo } from '../index.ts'
import { command } from './command.ts'
import { CONNECTION_NOTES, CONNECTION_OPTIONS, timeoutOf, withClient } from './connection.ts'
import { escapeControls, escapeMessage } from './escape.ts'
import { JSON_OPTION } from './output-options.ts'
import { look, writeJson, writeLines } from './output.ts'
import type { Paint } from './paint.ts'
import { Exit, UsageError } from './usage.ts'

export const info = command({
  args: ['command'],
  about:
    'Asks every node an info command, such as build, statistics or namespace/test, and shows what each answers, an item a line. ' +
    'The command goes to the nodes as it is, also one that changes something. Ends with 1 when a node refuses or does not answer.',
  options: {
    node: { type: 'string', value: '<id>', doc: 'only the node of this id or address' },
    ...JSON_OPTION,
    ...CONNECTION_OPTIONS,
  },
  notes: CONNECTION_NOTES,
  async run(values, [text = '']) {
    const timeout = timeoutOf(values)
    const [nodes, answers] = await withClient(values, async (client) => {
      const asked = chosen(client, values.node)
      return [client.nodes, await ask(client, asked, text, timeout)] as const
    })
    for (const answer of answers) {
      if (values.json === true) await writeJson(answerJson(answer, nodes))
      else await writeLines(answerLines(answer, nodes, look().paint))
    }
    return answers.some((answer) => 'error' in answer) ? Exit.failed : Exit.ok
  },
})

function chosen({ nodes }: Client, wanted: string | undefined): NodeInfo | undefined {
  if (wanted === undefined) return undefined
  const found = nodes.find(({ id, addresses }) => id === wanted.toUpperCase() || addresses.includes(wanted))
  if (found !== undefined) return found
  const known = nodes.map(({ id, address }) => `${id} (${address})`).join(', ')
  throw new UsageError(`There is no node ${JSON.stringify(wanted)}; there are ${known}`)
}

async function ask(
  client: Client,
  node: NodeInfo | undefined,
  text: string,
  timeout: number,
): Promise<NodeAnswer[]> {
  if (node === undefined) return client.infoAll(text, { timeout })
  return [{ node: node.id, answer: await client.info(text, { timeout, node: node.id }) }]
}

function addressOf(answer: NodeAnswer, nodes: readonly NodeInfo[]): string {
  return nodes.find(({ id }) => id === answer.node)?.address ?? ''
}

function answerJson(answer: NodeAnswer, nodes: readonly NodeInfo[]): unknown {
  const { node } = answer
  const address = addressOf(answer, nodes)
  if ('answer' in answer) return { node, address, answer: answer.answer }
  return { node, address, error: { code: answer.error.code, message: answer.error.message } }
}

/** Names in an answer may hold anything, line breaks too. */
export function answerLines(answer: NodeAnswer, nodes: readonly NodeInfo[], paint: Paint): string[] {
  const head = paint('bold', escapeControls(`${answer.node} ${addressOf(answer, nodes)}`))
  if ('error' in answer) return [head, `  ${paint('red', escapeMessage(answer.error.message))}`]
  const items = answer.answer.split(';').filter((item) => item !== '')
  return [head, ...items.map((item) => `  ${escapeControls(item)}`)]
}

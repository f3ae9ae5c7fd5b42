import type { WritePolicy } from '../policy/command.ts'
import { beginMessage, endMessage, writeOperation } from '../wire/message.ts'
import { Info2, OpCode } from '../wire/proto.ts'
import type { RecordMetadata } from '../wire/reply.ts'
import type { Command } from '../execute/command.ts'
import { writeRecordFields } from './fields.ts'
import { removeInfo2, removeInfo3, serverTimeout, writeGeneration } from './flags.ts'
import { isFound } from './refusal.ts'
import { decodeWritten, endWrite } from './write.ts'

/** Renews a record's ttl and raises its generation: a write with the one operation TOUCH. */
export const touch: Command<undefined, RecordMetadata | null, WritePolicy> = {
  name: 'touch',
  isWrite: true,
  encode: (writer, key, _args, policy) => {
    const mark = beginMessage(writer)
    const fields = writeRecordFields(writer, key, policy.filterExpression, policy.sendKey)
    writeOperation(writer, OpCode.touch, '', null)
    endWrite(writer, mark, policy, 0, fields, 1)
  },
  decode: decodeWritten,
}

/** Deletes a record (info2 = WRITE | DELETE); returns whether it was there. */
export const remove: Command<undefined, boolean, WritePolicy> = {
  name: 'remove',
  isWrite: true,
  encode: (writer, key, _args, policy) => {
    const mark = beginMessage(writer)
    const fields = writeRecordFields(writer, key, policy.filterExpression, policy.sendKey)
    const header = {
      info1: 0,
      info2: Info2.write | Info2.delete | removeInfo2(policy),
      info3: removeInfo3(policy),
      info4: 0,
      generation: writeGeneration(policy),
      ttl: 0,
      timeout: serverTimeout(policy),
    }
    endMessage(writer, mark, header, fields, 0)
  },
  decode: isFound,
}

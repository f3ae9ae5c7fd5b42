import type { BasePolicy, ReadPolicy, WritePolicy } from '../policy/command.ts'
import { Info1, Info2, Info3, Info4 } from '../wire/proto.ts'

/** How the options of a policy look in a message's header, as the other clients encode them (client-c as_command.c). */

/** Flags of reading in the first byte. */
export function readInfo1(policy: Pick<ReadPolicy, 'readMode'> & { readonly compress?: boolean }): number {
  return (
    (policy.readMode === 'all' ? Info1.consistencyAll : 0) |
    (policy.compress === true ? Info1.compressReply : 0)
  )
}

/** How strict a read is in a namespace with strong consistency, in the third byte. */
export function readInfo3(policy: Pick<ReadPolicy, 'readModeStrong'>): number {
  switch (policy.readModeStrong) {
    case 'session':
      return 0
    case 'linearize':
      return Info3.scReadType
    case 'allowReplica':
      return Info3.scReadRelax
    case 'allowUnavailable':
      return Info3.scReadType | Info3.scReadRelax
  }
}

/** Flags of writing in the second byte. */
export function writeInfo2(
  policy: Pick<WritePolicy, 'exists' | 'durableDelete' | 'generation' | 'generationPolicy'>,
): number {
  return removeInfo2(policy) | (policy.exists === 'createOnly' ? Info2.createOnly : 0)
}

/** The same for a deletion, where `exists` means nothing (client-c aerospike_key.c). */
export function removeInfo2(
  policy: Pick<WritePolicy, 'durableDelete' | 'generation' | 'generationPolicy'>,
): number {
  let info2 = policy.durableDelete ? Info2.durableDelete : 0
  if (policy.generation !== undefined) {
    if (policy.generationPolicy === 'equal') info2 |= Info2.generationEqual
    else if (policy.generationPolicy === 'greater') info2 |= Info2.generationGreater
  }
  return info2
}

/** Flags of writing in the third byte. */
export function writeInfo3(policy: Pick<WritePolicy, 'commitLevel' | 'exists'>): number {
  let info3 = removeInfo3(policy)
  if (policy.exists === 'updateOnly') info3 |= Info3.updateOnly
  else if (policy.exists === 'replace') info3 |= Info3.createOrReplace
  else if (policy.exists === 'replaceOnly') info3 |= Info3.replaceOnly
  return info3
}

export function removeInfo3(policy: Pick<WritePolicy, 'commitLevel'>): number {
  return policy.commitLevel === 'master' ? Info3.commitMaster : 0
}

export function writeInfo4(policy: Pick<WritePolicy, 'onLockingOnly'>): number {
  return policy.onLockingOnly ? Info4.onLockingOnly : 0
}

export function writeGeneration(policy: Pick<WritePolicy, 'generation' | 'generationPolicy'>): number {
  return policy.generationPolicy === 'ignore' ? 0 : (policy.generation ?? 0)
}

/** The server gives up when the attempt would: the shorter of both timeouts; 0, its own limit, when the command has none. */
export function serverTimeout({ timeout, socketTimeout }: BasePolicy): number {
  return socketTimeout !== 0 && socketTimeout < timeout ? socketTimeout : timeout
}

import { isBytes } from '../../kinds.ts'
import { type LuaValue, HostOperation } from '../../lua/index.ts'
import { FieldType, ParticleType } from '../../wire/proto.ts'
import { type Clock, serverMilliseconds, serverSeconds } from '../clock.ts'
import { geoJsonParticle, geoJsonText } from '../geo/index.ts'
import type { Particle } from '../particle.ts'
import { BinEdit } from '../record/bin-edit.ts'
import { storedSize } from '../record/size.ts'
import { valueFromClient } from '../record/value.ts'
import { Code } from '../result-code.ts'
import type { Request } from '../record/request.ts'
import type { StoredRecord } from '../store/stored-record.ts'

/** Most bins of a record that a function writes (UDF_BIN_LIMIT, as/include/base/udf_record.h). */
const MAX_BINS = 512

/** What a function does to one record, until it ends: the answers to what Lua asks about it (as/src/base/udf_record.c, 8.1.2). */
export class RecordSession {
  /** The bins as the function has left them. */
  edit: BinEdit
  /** Seconds that the function has set; undefined when it has not. */
  ttl: number | undefined
  dropsKey = false
  readonly #record: StoredRecord | undefined
  readonly #id: string
  readonly #clock: Clock
  /** What the call brings for a record that has no key yet, or has to be made. */
  readonly #request: Request | undefined
  /** Why a record cannot be made, for Lua. */
  readonly #refusal: () => number

  constructor(
    record: StoredRecord | undefined,
    id: string,
    clock: Clock,
    call?: { readonly request: Request; readonly refusal: () => number },
  ) {
    this.#record = record
    this.#id = id
    this.#clock = clock
    this.#request = call?.request
    this.#refusal = call?.refusal ?? (() => 1)
    this.edit = new BinEdit(record?.bins ?? [])
  }

  answer(operation: number, args: readonly LuaValue[]): readonly LuaValue[] {
    const [first, second, third] = args
    switch (operation) {
      case HostOperation.bin:
        return luaValue(this.edit.get(nameIn(first)))
      case HostOperation.binNames:
        return this.edit.bins.map(({ name }) => Buffer.from(name, 'latin1'))
      case HostOperation.numbers:
        return this.#numbers()
      case HostOperation.key:
        return this.dropsKey ? [] : keyValue(this.#record?.key ?? this.#request?.field(FieldType.key))
      case HostOperation.setName:
        return setValue(this.#record?.set ?? this.#request?.text(FieldType.set) ?? '')
      case HostOperation.digest:
        return [Buffer.from(this.#id, 'latin1')]
      case HostOperation.setTtl:
        this.ttl = Number(first)
        return []
      case HostOperation.dropKey:
        this.dropsKey = true
        return []
      case HostOperation.create:
        return [BigInt(this.#refusal())]
      case HostOperation.put:
        return [BigInt(this.#put(nameIn(first), Number(second), third))]
      case HostOperation.remove:
        this.edit.delete(nameIn(first))
        return []
      case HostOperation.undo:
        this.edit = new BinEdit(this.#record?.bins ?? [])
        return []
      case HostOperation.time:
        return [BigInt(Math.floor(this.#clock.now()))]
      default:
        return []
    }
  }

  #numbers(): bigint[] {
    const { voidTime = 0, updated = 0, generation = 0 } = this.#record ?? {}
    const ttl = Math.max(0, voidTime - serverSeconds(this.#clock.now()))
    const size = storedSize(this.#record)
    // Namespaces lie in memory: nothing is on a device.
    const numbers = [ttl, serverMilliseconds(updated), generation, size, size, 0, this.edit.bins.length]
    return numbers.map((each) => BigInt(Math.floor(each)))
  }

  #put(name: string, type: number, data: LuaValue | undefined): number {
    const value = stored(type, isBytes(data) ? Buffer.from(data) : Buffer.alloc(0))
    if (typeof value === 'number') return value
    if (this.edit.bins.length === MAX_BINS && this.edit.get(name) === undefined) return Code.binName
    this.edit.set(name, value)
    return Code.ok
  }
}

function stored(type: number, data: Buffer): Particle | number {
  // Other than from a client, text that is no GeoJSON is kept (geojson_from_asval).
  if (type === ParticleType.geojson) return { type, data: geoJsonParticle(geoJsonText(data)) }
  return valueFromClient(type, data)
}

function nameIn(value: LuaValue | undefined): string {
  return isBytes(value) ? Buffer.from(value).toString('latin1') : ''
}

function luaValue(value: Particle | undefined): readonly LuaValue[] {
  return value === undefined ? [] : [BigInt(value.type), value.data]
}

function keyValue(key: Buffer | undefined): readonly LuaValue[] {
  return key === undefined ? [] : [BigInt(key[0] as number), key.subarray(1)]
}

function setValue(set: string): readonly LuaValue[] {
  return set === '' ? [] : [Buffer.from(set, 'latin1')]
}

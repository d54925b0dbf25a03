/** How TensorFlow and JAX name ops in events, as xla/tsl/profiler/utils/tf_op_utils.cc (ParseTfOpFullname) takes them apart. */

/** An op that an event stands for. */
export interface OpName {
  readonly name: string;
  readonly type: string;
}

const TENSORFLOW_NAME = /^[A-Za-z0-9.][A-Za-z0-9_./>-]*$/;
const TENSORFLOW_TYPE = /^[A-Z_][A-Za-z0-9_]*$/;
const JAX_TYPE = /^[a-z_][a-z0-9_]*(?:\[.*\])?$/;
const COPY = /^memcpy(h2?to?d|d2?to?h|d2?to?d|h2?to?h|[hd]2[hd])/i;

/** `scope/conv1/Conv2D:Conv2D`, `Iterator::Batch`, `jit(f)/dot_general:`; undefined for calls that are no ops. */
export function opName(event: string): OpName | undefined {
  const colon = event.indexOf(':');
  if (colon === -1) return COPY.test(event) ? { name: event, type: event.slice(0, 10) } : undefined;
  const name = event.slice(0, colon);
  const type = event.slice(colon + 1);
  if (name === 'Iterator') return { name: event, type: 'Dataset' };
  if (TENSORFLOW_NAME.test(name) && TENSORFLOW_TYPE.test(type)) return { name, type };
  const derived = type === '' ? lastScope(name) : type;
  if (JAX_TYPE.test(derived)) return { name, type: derived.replace(/\[.*$/, '') };
  return type === '' && derived !== '' ? { name, type: derived } : undefined;
}

/** `model/layer/MatMul_1` without scopes and number. */
function lastScope(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/_\d+$/, '');
}

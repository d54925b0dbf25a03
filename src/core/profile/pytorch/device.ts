/** Which accelerator a PyTorch trace was taken on: `deviceProperties` lists all of the host, the kernels say which were used. */

import type { Known, Profile } from '../profile';

/** Names that drivers give to several models. */
const GENERIC_NAME = /^(?:AMD Radeon Graphics|Graphics Device|NVIDIA Graphics Device)$/;

interface ListedDevice {
  readonly id?: number;
  readonly name: string;
  readonly memoryBytes?: number;
}

/** What is known of the devices. */
export interface DeviceFacts {
  readonly fields: Pick<Profile, 'deviceName' | 'deviceCount' | 'deviceMemoryBytes'>;
  readonly warnings: readonly string[];
  /** The file lists accelerators, used or not. */
  readonly isListed: boolean;
}

/**
 * `used` are the devices with kernels, the busiest first; `communicates` tells whether kernels exchanged data between devices, so
 * that there were others although the trace does not say how many.
 */
export function deviceFacts(headers: ReadonlyMap<string, unknown>, used: readonly number[], communicates: boolean): DeviceFacts {
  const listed = listedDevices(headers.get('deviceProperties'));
  const [first] = used;
  const chosen = chosenDevice(listed, first);
  const warnings: string[] = [];
  if (chosen && GENERIC_NAME.test(chosen.device.name)) warnings.push(`The driver calls the device "${chosen.device.name}", a name that several models share.`);
  if (chosen?.device.name === '') warnings.push('The trace gives the device no name; say which one it was.');
  if (used.length > 1) warnings.push(`Kernels ran on ${used.length} devices; times are those of device ${first}, the busiest.`);
  return { fields: { ...modelFields(chosen), ...countField(headers, listed, used, communicates) }, warnings, isListed: listed.length > 0 };
}

interface Chosen {
  readonly device: ListedDevice;
  readonly source: string;
  readonly certainty: 'measured' | 'derived' | 'guess';
}

/** The device with the kernels; where ids do not match (one process of several sees one device), the list if all in it are alike. */
function chosenDevice(listed: readonly ListedDevice[], used: number | undefined): Chosen | undefined {
  const match = listed.find(({ id }) => used !== undefined && id === used);
  if (match) return { device: match, source: `deviceProperties of device ${used}, where the kernels ran`, certainty: 'measured' };
  const [first, ...others] = listed;
  if (first === undefined || others.some(({ name }) => name !== first.name)) return undefined;
  return used === undefined
    ? { device: first, source: 'deviceProperties; no kernel says that it was used', certainty: 'guess' }
    : { device: first, source: others.length === 0 ? 'the only one in deviceProperties' : 'all in deviceProperties are alike', certainty: 'derived' };
}

function modelFields(chosen: Chosen | undefined): Pick<Profile, 'deviceName' | 'deviceMemoryBytes'> {
  if (chosen === undefined) return {};
  const { device: { name, memoryBytes }, source, certainty } = chosen;
  return {
    ...(name !== '' && { deviceName: { value: name, source, certainty } }),
    ...(memoryBytes !== undefined && { deviceMemoryBytes: { value: memoryBytes, source: `totalGlobalMem in ${source}`, certainty } }),
  };
}

function countField(headers: ReadonlyMap<string, unknown>, listed: readonly ListedDevice[], used: readonly number[], communicates: boolean): { deviceCount?: Known<number> } {
  const distributed = headers.get('distributedInfo');
  const worldSize = fieldOf(distributed, 'world_size');
  const onDevices = used.length > 0 || listed.length > 0 || /nccl/i.test(String(fieldOf(distributed, 'backend')));
  if (onDevices && isCount(worldSize) && worldSize >= used.length) {
    return { deviceCount: { value: worldSize, source: 'distributedInfo.world_size', certainty: 'measured' } };
  }
  if (used.length === 0 || (used.length === 1 && communicates)) return {};
  return { deviceCount: { value: used.length, source: `kernels ran on ${used.length} ${used.length === 1 ? 'device' : 'devices'}`, certainty: 'derived' } };
}

function listedDevices(properties: unknown): ListedDevice[] {
  if (!Array.isArray(properties)) return [];
  return properties.slice(0, MAX_DEVICES).filter((entry) => typeof entry === 'object' && entry !== null).map((entry: unknown) => {
    const [id, name, memory] = ['id', 'name', 'totalGlobalMem'].map((key) => fieldOf(entry, key));
    return {
      ...(typeof id === 'number' && { id }),
      name: typeof name === 'string' ? name.trim() : '',
      ...(isCount(memory) && { memoryBytes: memory }),
    };
  });
}

/** Hosts have up to 16. */
const MAX_DEVICES = 1024;

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Logs of SageMaker training jobs: what the SDK prints after `fit`, and what the containers print about their environment. */

import type { LineReader, Scanner } from '../importer';
import type { Framework, Profile } from '../profile';
import { positive } from './figures';
import { derived, known, measured, profileOf, type Findings } from './findings';
import { hyperparameterFindings, instanceTypeFindings } from './sagemakerFacts';

const ID = 'sagemaker-log';

/** Longest line that is looked at: SM_TRAINING_ENV has all of the environment in one. */
const MAX_LENGTH = 100_000;

const FRAMEWORKS: Readonly<Record<string, Framework>> = { pytorch: 'pytorch', tensorflow: 'tensorflow', mxnet: 'mxnet' };

/** Reads time, instances and hyperparameters of the last job in a text. */
export const sagemakerLog: Scanner = { id: ID, label: 'SageMaker training log', start: () => new SagemakerReader() };

class SagemakerReader implements LineReader {
  private training: number | undefined;
  private billable: number | undefined;
  private savings: string | undefined;
  private instanceType: string | undefined;
  private hosts: number | undefined;
  private cpus: number | undefined;
  private gpus: number | undefined;
  private hyperparameters: unknown;
  private framework: Framework | undefined;

  line(text: string): void {
    if (text.includes(' seconds: ')) this.seconds(text);
    else if (text.includes('SM_')) this.environment(text);
    else if (text.includes('_instance_type"')) this.instanceType = /"current_instance_type"\s{0,9}:\s{0,9}"([\w.-]{1,40})"/.exec(text.slice(0, MAX_LENGTH))?.[1] ?? this.instanceType;
    else if (text.includes('Spot Training savings: ')) this.savings = /savings: (\d{1,3}(?:\.\d{1,3})?)%/.exec(text)?.[1];
    else if (text.includes('sagemaker_')) this.framework = FRAMEWORKS[/\bsagemaker_(\w{1,20})_container\b/.exec(text.slice(0, MAX_LENGTH))?.[1] ?? ''] ?? this.framework;
  }

  end(): Profile | undefined {
    if (this.training === undefined && this.instanceType === undefined && this.hosts === undefined) return undefined;
    return profileOf(ID, this.findings());
  }

  private seconds(text: string): void {
    const [, which, seconds] = /\b(Training|Billable) seconds: (\d{1,12})\s*$/.exec(text.slice(0, 500)) ?? [];
    if (which === 'Training') this.training = positive(seconds);
    if (which === 'Billable') this.billable = positive(seconds);
  }

  /** `SM_NAME=value` at the beginning of a line, or after the name of its host, so not the code that reads these variables. */
  private environment(text: string): void {
    const [, name, value = ''] = /^(?:\S{1,60} {1,4}(?:\| )?)?SM_(\w{1,40})=(.*)$/.exec(text.slice(0, MAX_LENGTH)) ?? [];
    if (name === 'CURRENT_INSTANCE_TYPE') this.instanceType = value.trim();
    if (name === 'RESOURCE_CONFIG') this.instanceType = /"current_instance_type":"([\w.-]{1,40})"/.exec(value)?.[1] ?? this.instanceType;
    if (name === 'HOSTS') this.hosts = positive(value.match(/"[^"]{1,200}"/g)?.length);
    if (name === 'NUM_CPUS') this.cpus = positive(value.trim());
    if (name === 'NUM_GPUS') this.gpus = positive(value.trim());
    if (name === 'HPS') this.hyperparameters = parsed(value);
  }

  private findings(): Findings {
    const { training, billable, hosts, gpus, savings } = this;
    const share = hosts ?? 1;
    const over = hosts !== undefined && hosts > 1 ? `, ${training} s added over ${hosts} instances` : '';
    const times = billable !== undefined && training !== undefined && billable !== training ? `; ${billable} s are billed${savings ? `, ${savings} % less on spot` : ''}` : '';
    return {
      mode: measured('training', 'SageMaker training job'),
      framework: known(this.framework, 'container of the SageMaker job', 'measured'),
      // The SDK multiplies the time of the job by its instances before it prints it.
      jobSeconds: training === undefined ? undefined : { ...(share > 1 ? derived : measured)(training / share, `Training seconds of SageMaker${over}${times}`) },
      ...instanceTypeFindings(this.instanceType, 'resource configuration in the SageMaker log'),
      instanceCount: known(hosts, 'SM_HOSTS', 'measured'),
      vCpus: known(this.cpus, 'SM_NUM_CPUS', 'measured'),
      deviceCount: gpus === undefined || share > 1 ? undefined : measured(gpus, 'SM_NUM_GPUS'),
      ...hyperparameterFindings(this.hyperparameters, 'SM_HPS'),
      warnings: hosts === undefined && training !== undefined ? [UNKNOWN_INSTANCES] : [],
    };
  }
}

const UNKNOWN_INSTANCES = 'The log does not say on how many instances the job ran: Training seconds are added over all of them.';

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

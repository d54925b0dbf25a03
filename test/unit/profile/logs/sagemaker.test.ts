import { describe, expect, test } from 'vitest';
import { inspectReport } from '../../../../src/core/profile/inspect';
import { failureOf, read } from '../reading';

const report = (content: string | Uint8Array): ReturnType<typeof inspectReport> => inspectReport(read(content));

describe('log', () => {
  const ENVIRONMENT = (hosts: readonly string[]): string => [
    'SM_HOSTS=' + JSON.stringify(hosts), 'SM_NUM_CPUS=8', 'SM_NUM_GPUS=1', 'SM_CURRENT_INSTANCE_TYPE=ml.g4dn.2xlarge',
    'SM_HPS={"batch_size":"64","num-epochs":"10","optimizer":"adam"}', 'SM_MODULE_NAME=train',
  ].map((line) => `\u001b[34m${line}\u001b[0m\n`).join('');

  test('environment of one instance, coloured; hyperparameters as texts', () => {
    const found = report(`2022-05-14 12:00:00 Training - sagemaker_pytorch_container.training INFO\n${ENVIRONMENT(['algo-1'])}Training seconds: 801\nBillable seconds: 801\n`);
    expect(found).toMatchObject({
      format: 'sagemaker-log', framework: 'pytorch', jobSeconds: 801, instanceType: 'g4dn.2xlarge', instanceCount: 1, vCpus: 8, deviceCount: 1, batchSize: 64, epochs: 10, warnings: [],
    });
    expect(found.sources).toMatchObject({ batchSize: 'hyperparameter batch_size in SM_HPS (derived)', jobSeconds: 'Training seconds of SageMaker (measured)' });
  });

  test('spot: what is billed is said, the time is that of the training', () => {
    const found = report(`${ENVIRONMENT(['algo-1'])}Training seconds: 2282\nBillable seconds: 508\nManaged Spot Training savings: 77.7%\n`);
    expect(found).toMatchObject({ jobSeconds: 2282 });
    expect(found.sources.jobSeconds).toBe('Training seconds of SageMaker; 508 s are billed, 77.7 % less on spot (measured)');
  });

  test('the seconds of several instances are added by the SDK', () => {
    expect(report(`${ENVIRONMENT(['algo-1', 'algo-2'])}Training seconds: 600\nBillable seconds: 600\n`)).toMatchObject({ jobSeconds: 300, instanceCount: 2, deviceCount: null });
    expect(report('Training seconds: 600\nBillable seconds: 600\n')).toMatchObject({ jobSeconds: 600, warnings: [expect.stringContaining('how many instances') as string] });
  });

  test('the resource configuration as JSON', () => {
    expect(report('    "resource_config": {\n        "current_instance_type": "ml.p3.2xlarge",\n')).toMatchObject({ instanceType: 'p3.2xlarge' });
    expect(report('algo-1-x7k_1  | SM_CURRENT_INSTANCE_TYPE=ml.p3.2xlarge\n')).toMatchObject({ instanceType: 'p3.2xlarge' });
    expect(report('SM_RESOURCE_CONFIG={"current_host":"algo-1","current_instance_type":"ml.p3.16xlarge"}\n')).toMatchObject({ instanceType: 'p3.16xlarge' });
  });

  test('code that reads the environment, and local mode, name no instance', () => {
    expect(failureOf('    parser.add_argument("--hosts", default=json.loads(os.environ["SM_HOSTS"]))\nos.environ["SM_NUM_GPUS"] = "0"\n').code).toBe('unrecognised');
    expect(report('SM_CURRENT_INSTANCE_TYPE=local\nSM_HOSTS=["algo-1"]\n').instanceType).toBeNull();
  });

  test('the log of its framework gives the steps', () => {
    const found = report(`${ENVIRONMENT(['algo-1'])}Epoch 1/2\n50/50 [====] - 10s 200ms/step - loss: 1.0\nEpoch 2/2\n50/50 [====] - 9s 190ms/step - loss: 1.0\nTraining seconds: 80\nBillable seconds: 80\n`);
    expect(found).toMatchObject({ format: 'keras-log', stepMs: 190, epochs: 2, batchSize: 64, instanceType: 'g4dn.2xlarge', jobSeconds: 80 });
  });

  test.each(['SM_HPS={"epochs": ', 'SM_HPS=[1,2]', 'SM_HPS={"epochs":"-3","batch-size":1e300}', 'SM_HPS={"epochs":"1.5"}', 'SM_NUM_CPUS=-4', 'SM_HOSTS=', 'Training seconds: -5'])('%s is passed over', (line) => {
    expect(report(`Training seconds: 10\n${line}\n`)).toMatchObject({ jobSeconds: 10, epochs: null, batchSize: null, vCpus: null, instanceCount: null });
  });
});

describe('DescribeTrainingJob', () => {
  const JOB = {
    TrainingJobName: 'job-1', TrainingJobStatus: 'Completed', HyperParameters: { epochs: '20', 'batch-size': '"32"', sagemaker_program: 'train.py' },
    ResourceConfig: { InstanceType: 'ml.p3.8xlarge', InstanceCount: 2, VolumeSizeInGB: 30 }, TrainingTimeInSeconds: 801, BillableTimeInSeconds: 1602,
  };
  const job = (changes: object = {}): string => JSON.stringify({ ...JOB, ...changes }, null, 4);

  test('time of the job, instances, hyperparameters', () => {
    const found = report(job());
    expect(found).toMatchObject({ format: 'sagemaker-job', mode: 'training', jobSeconds: 801, instanceType: 'p3.8xlarge', instanceCount: 2, epochs: 20, batchSize: 32, warnings: [] });
    expect(found.sources.jobSeconds).toContain('1602 s are billed');
  });

  test('a cluster of one or several groups', () => {
    const group = (InstanceType: string, InstanceCount: number): object => ({ InstanceGroupName: 'g', InstanceType, InstanceCount });
    expect(report(job({ ResourceConfig: { InstanceGroups: [group('ml.g5.xlarge', 3)] } }))).toMatchObject({ instanceType: 'g5.xlarge', instanceCount: 3 });
    expect(report(job({ ResourceConfig: { InstanceGroups: [group('ml.g5.xlarge', 3), group('ml.c5.large', 1)] } }))).toMatchObject({ instanceType: null, instanceCount: null });
  });

  test('jobs that have not ended or failed', () => {
    expect(report(job({ TrainingJobStatus: 'InProgress', TrainingTimeInSeconds: undefined })).warnings).toHaveLength(2);
    expect(report(job({ TrainingJobStatus: 'Failed' })).warnings.join()).toContain('"Failed"');
  });

  test.each([
    ['cut short', job().slice(0, -30), 'cut short'],
    ['a time that is text', job({ TrainingTimeInSeconds: 'long' }), 'TrainingTimeInSeconds should be a number'],
    ['a hyperparameter that is none', job({ HyperParameters: { epochs: 5 } }), 'HyperParameters["epochs"] should be a text'],
  ])('%s is one sentence', (_, text, part) => expect(failureOf(text).message).toContain(part));

  test.each([-801, 0, 1e300])('%d s are unknown', (seconds) => expect(report(job({ TrainingTimeInSeconds: seconds })).jobSeconds).toBeNull());
});

describe('inference timings', () => {
  test('average and threads', () => {
    const found = report('Average inference time: 0.008868 seconds\nMax inference time: 0.009227 seconds\nMin inference time: 0.008436 seconds\nCPU Threads used: 2\n');
    expect(found).toMatchObject({ format: 'inference-timings', mode: 'inference', stepMsSource: 'Average inference time on 2 CPU threads' });
    expect(found.stepMs).toBeCloseTo(8.868, 9);
    expect(found.warnings.join()).toContain('not of training');
  });
  test.each(['Average inference time: -1 seconds', 'Average inference time: 0 seconds', 'CPU Threads used: 2'])('%s alone is nothing', (text) => expect(failureOf(text).code).toBe('unrecognised'));
});

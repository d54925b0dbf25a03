/** One spelling for instance types, whichever service names them. */

/** The EC2 name: without the `ml.` that SageMaker puts in front (`ml.g5.xlarge` is `g5.xlarge`), trimmed, in lower case. */
export function ec2InstanceType(name: string): string {
  return name.trim().toLowerCase().replace(/^ml\./, '');
}

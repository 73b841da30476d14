import { isJsonObject, textOf } from '../../template/json';
import type { LetterPart } from '../impact';
import type { ResourceChange } from '../template-diff';
import { TEST_STUDY } from './letter';

export const appendsAddress = ({ properties }: ResourceChange): boolean =>
  properties.some(
    ({ name, before, after }) =>
      ['SubnetIds', 'SubnetMappings'].includes(name) &&
      Array.isArray(before) &&
      Array.isArray(after) &&
      before.length < after.length &&
      JSON.stringify(after.slice(0, before.length)) === JSON.stringify(before),
  );

/** The load balancer of the deliveries has fixed addresses. */
function appendedAddress({ properties }: ResourceChange): string {
  const last = properties.flatMap(({ after }) => (Array.isArray(after) ? after.slice(-1) : [])).at(0);
  return (isJsonObject(last) ? textOf(last.PrivateIPv4Address) : undefined) ?? '[address]';
}

/** The letter about a resource that changes in place. */
export function inPlacePart(change: ResourceChange): LetterPart {
  if (appendsAddress(change) && change.type !== 'AWS::EC2::VPCEndpoint')
    return {
      actions: [
        {
          when: 'before',
          text: `HeartLab will send results from one more address, ${appendedAddress(change)}. Permit it in your firewall, to the same addresses and ports as the others. The other addresses stay the same.`,
        },
      ],
    };
  if (appendsAddress(change))
    return {
      actions: [
        {
          when: 'after',
          text: "HeartLab's endpoint has one more address. Permit it in your firewall, on the same ports as the others, and add it to your DNS if that has a record of its own for HeartLab. The new address is in the handover pack that we send you then. The other addresses stay the same.",
        },
      ],
      sees: ['Some requests may go to the new address, and fail until your firewall permits it.'],
      checks: [TEST_STUDY],
    };
  const changes = (...names: readonly string[]): boolean => change.properties.some(({ name }) => names.includes(name));
  if (change.type === 'AWS::ElasticLoadBalancingV2::TrustStore')
    return {
      actions: [
        {
          when: 'before',
          text: 'HeartLab changes the list of certification authorities whose client certificates it accepts. We will tell you whether it still accepts the certificate of your PACS. If it does not, request a new one as the handover pack describes, and use it after our change.',
        },
      ],
      checks: [TEST_STUDY],
    };
  if (change.type === 'AWS::ElasticLoadBalancingV2::Listener' && changes('SslPolicy'))
    return {
      actions: [
        {
          when: 'before',
          text: "The TLS versions and ciphers of HeartLab's endpoint change. We send you the new ones. Check that your PACS supports them.",
        },
      ],
      checks: [TEST_STUDY],
    };
  // Other changes in place have no letter: the texts about replacements do not apply to them.
  return {};
}

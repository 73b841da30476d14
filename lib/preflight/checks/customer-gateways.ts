import { type CustomerGateway, DescribeCustomerGatewaysCommand } from '@aws-sdk/client-ec2';
import { STATIC_ASN } from '../../config/model';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, skippedFinding, warnFinding } from '../check';
import type { AddedResource } from '../target';

/**
 * "To create more than one customer gateway with the same VPN type, IP address, and BGP ASN, specify a unique device name for each
 * customer gateway. An identical request returns information about the existing customer gateway" (EC2 API reference,
 * CreateCustomerGateway): two stacks would then own one gateway.
 */
export const customerGatewaysCheck: PreflightCheck = {
  id: 'customer-gateways',
  question: 'Does another customer gateway already have the address and ASN of a hospital?',
  matters: true,
  run: async (target) => {
    const added = await target.added('AWS::EC2::CustomerGateway');
    if (added.length === 0) return [skippedFinding('this deploy adds no customer gateway')];
    const live = await gateways(target.clients);
    return passUnless(
      added.flatMap((planned) =>
        live.filter((one) => same(planned, one)).map((one) => judge(planned, one, target.clients)),
      ),
      `${added.length} to create, ${live.length} existing, none for the same device`,
    );
  },
};

async function gateways({ ec2, place }: AwsClients): Promise<readonly CustomerGateway[]> {
  const { CustomerGateways = [] } = await askAws('ec2:DescribeCustomerGateways', place, () =>
    ec2.send(new DescribeCustomerGatewaysCommand({})),
  );
  return CustomerGateways.filter(({ State }) => State !== 'deleted' && State !== 'deleting');
}

/** A gateway that is identified by a certificate never matches, whatever its address. */
function same({ properties }: AddedResource, { IpAddress, BgpAsn, BgpAsnExtended, CertificateArn }: CustomerGateway) {
  const planned = String(properties.BgpAsnExtended ?? properties.BgpAsn ?? STATIC_ASN);
  const asn = BgpAsnExtended ?? BgpAsn ?? String(STATIC_ASN);
  return IpAddress === properties.IpAddress && asn === planned && CertificateArn === undefined;
}

function judge({ stack, properties }: AddedResource, found: CustomerGateway, { place }: AwsClients): CheckFinding {
  const { CustomerGatewayId: id, DeviceName, IpAddress, Tags = [] } = found;
  const owner = Tags.find(({ Key }) => Key === 'aws:cloudformation:stack-name')?.Value;
  const who = owner === undefined ? 'created without CloudFormation' : `of stack ${owner}`;
  const asn = found.BgpAsnExtended ?? found.BgpAsn;
  const remedy =
    owner === undefined
      ? `if no VPN connection uses it: aws ec2 delete-customer-gateway --customer-gateway-id ${id} --region ${place.region}`
      : `aws cloudformation describe-stacks --stack-name ${owner} --region ${place.region} shows that stack; remove one of the two gateways`;
  return DeviceName === properties.DeviceName
    ? failFinding(
        `customer gateway ${id} (${IpAddress}, ASN ${asn}, device name ${DeviceName ?? 'none'}) already exists, ${who}: EC2 would return it to ${stack} too, and a delete by either owner removes it for both`,
        remedy,
      )
    : warnFinding(
        `customer gateway ${id}, ${who}, has the address and ASN of ${stack} (${IpAddress}, ASN ${asn}): the hospital's device may have a VPN to this account already`,
        remedy,
      );
}

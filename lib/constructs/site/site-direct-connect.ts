import { RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import {
  CfnDirectConnectGateway,
  CfnDirectConnectGatewayAssociation,
  CfnPrivateVirtualInterface,
} from 'aws-cdk-lib/aws-directconnect';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { byDesign } from '../../config/design-decisions';
import type { DirectConnectSettings, Site, VirtualInterface } from '../../config/model';
import { virtualInterfaceId } from '../../config/naming/stack-contract';
import { acknowledgeFindings } from '../common/acknowledge';
import { retainOnReplacement } from '../common/logical-ids';
import { siteTags } from '../common/tags';
import type { SiteNetwork } from './site-network';

/**
 * The length of a generated BGP key. Direct Connect accepts 6 to 80 characters, Cisco IOS at most 25. It has only letters, because
 * IOS refuses a key that begins with a digit, and letters need no quoting on any device: 136 bits.
 */
const KEY_LENGTH = 24;

export interface SiteDirectConnectProps {
  /** `network.cloudCidr`: the only prefix that AWS advertises to the hospital. */
  readonly site: Site;
  /** The site's `directConnect`. */
  readonly directConnect: DirectConnectSettings;
  /** The Direct Connect gateway is associated with its virtual private gateway. */
  readonly network: SiteNetwork;
  /** Encrypts the BGP keys that are generated here. */
  readonly key: IKey;
}

/** One private virtual interface, with its settings in the site file. */
export interface SiteVirtualInterface {
  readonly settings: VirtualInterface;
  /** `dxvif-…`, a token until the deploy. */
  readonly interfaceId: string;
  /** The Secrets Manager name of its BGP MD5 key: the file's `authKeySecret`, or `heartlab/<site>/dx-<interface>`. */
  readonly authKeySecret: string;
}

/**
 * Direct Connect of a site: a Direct Connect gateway, its association with the site's virtual private gateway, and a private
 * virtual interface for each entry of the file.
 *
 * Each site has its own gateway, so that no route of one hospital can reach another. Replaced resources are retained, so that the
 * hospital stays connected. AWS refuses a gateway with another ASN while the old gateway has the association and the VLANs.
 * Another VLAN is a second interface beside the old one.
 */
export class SiteDirectConnect extends Construct {
  readonly gateway: CfnDirectConnectGateway;
  readonly association: CfnDirectConnectGatewayAssociation;
  /** In the order of the file. */
  readonly interfaces: readonly SiteVirtualInterface[];

  constructor(scope: Construct, id: string, props: SiteDirectConnectProps) {
    super(scope, id);
    const { site, directConnect, network } = props;
    this.gateway = new CfnDirectConnectGateway(this, 'Gateway', {
      directConnectGatewayName: `heartlab-${site.site}`,
      amazonSideAsn: String(directConnect.awsAsn),
      tags: siteTags(site),
    });
    this.gateway.overrideLogicalId('DirectConnectGateway');
    retainOnReplacement(this.gateway);

    this.association = new CfnDirectConnectGatewayAssociation(this, 'Association', {
      directConnectGatewayId: this.gateway.attrDirectConnectGatewayId,
      associatedGatewayId: network.vpnGateway.ref,
      allowedPrefixesToDirectConnectGateway: [site.network.cloudCidr],
    });
    this.association.overrideLogicalId('DirectConnectAssociation');
    retainOnReplacement(this.association);
    this.association.addResourceDependency(network.vpnGatewayAttachment);
    for (const propagation of network.routePropagations) propagation.addResourceDependency(this.association);

    this.interfaces = directConnect.virtualInterfaces.map((settings) => this.addInterface(props, settings));
  }

  private addInterface(props: SiteDirectConnectProps, settings: VirtualInterface): SiteVirtualInterface {
    const { site } = props;
    const { name, connectionId, vlan, mtu, asn, peering } = settings;
    const id = virtualInterfaceId(name);
    const key =
      settings.authKeySecret === undefined
        ? this.generateKey(props, name)
        : { name: settings.authKeySecret, secretId: settings.authKeySecret };
    const virtualInterface = new CfnPrivateVirtualInterface(this, id, {
      virtualInterfaceName: `heartlab-${site.site}-${name}`,
      connectionId,
      vlan,
      mtu,
      directConnectGatewayId: this.gateway.attrDirectConnectGatewayId,
      bgpPeers: [
        {
          addressFamily: 'ipv4',
          asn: String(asn),
          // Unwrapped, it is `{{resolve:secretsmanager:…}}`: CloudFormation reads the key when it creates the peer.
          authKey: SecretValue.secretsManager(key.secretId).unsafeUnwrap(),
          customerAddress: peering?.hospital,
          amazonAddress: peering?.aws,
        },
      ],
      tags: siteTags(site),
    });
    virtualInterface.overrideLogicalId(id);
    retainOnReplacement(virtualInterface);
    return { settings, interfaceId: virtualInterface.attrVirtualInterfaceId, authKeySecret: key.name };
  }

  /** Generates a key. It is retained when the stack is deleted, because the hospital's router still has it. */
  private generateKey({ site, key }: SiteDirectConnectProps, interfaceName: string) {
    const id = `${virtualInterfaceId(interfaceName)}Key`;
    const name = `heartlab/${site.site}/dx-${interfaceName}`;
    const secret = new CfnSecret(this, id, {
      name,
      description: `${site.name}: BGP MD5 key of the Direct Connect virtual interface ${interfaceName}`,
      kmsKeyId: key.keyArn,
      generateSecretString: {
        passwordLength: KEY_LENGTH,
        excludeNumbers: true,
        excludePunctuation: true,
        includeSpace: false,
        requireEachIncludedType: true,
      },
      tags: siteTags(site),
    });
    secret.overrideLogicalId(id);
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const reason = byDesign(
      'no-automatic-rotation',
      "The hospital's network team must change the key on its router in the same minute, or the session goes down. So no timer changes the key: it changes only when authKeySecret names another secret.",
    );
    acknowledgeFindings(secret, {
      'AwsSolutions::AwsSolutions-SMG4': reason,
      'HIPAA.Security::HIPAA.Security-SecretsManagerRotationEnabled': reason,
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled': reason,
    });
    return { name, secretId: secret.ref };
  }
}

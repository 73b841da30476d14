import type { Environment, Site } from '../../config/model';
import type { HospitalAction, LetterPart } from '../impact';
import { requestCertificate } from './credentials';
import { endedInterface, removedTunnels } from './direct-connect';
import { BY_SECRET_CHANNEL, TEST_STUDY } from './letter';

/** A hospital that is connected, or whose connection ends. */

export function addedSitePart({ site, vpn, directConnect, dicom }: Site): LetterPart {
  const devices = [...(vpn === undefined ? [] : ['VPN device']), ...(directConnect === undefined ? [] : ['router'])];
  const secrets = [
    ...(vpn === undefined ? [] : ['the pre-shared keys of both tunnels']),
    ...(directConnect === undefined ? [] : ['the BGP keys']),
    ...(dicom.stow.auth === 'basic' ? [`the password of the user ${site}`] : []),
  ];
  return {
    actions: [
      ...(dicom.stow.auth === 'mtls' ? [requestCertificate(site)] : []),
      {
        when: 'after',
        text: `Configure your ${devices.join(', your ')}, your firewall and your PACS as the handover pack describes. We send you the pack. We send ${secrets.join(' and ')} ${BY_SECRET_CHANNEL}.`,
      },
    ],
    sees: ['Your existing traffic does not use the new connection. Plan about two hours for your part.'],
    checks: ['Run the script of the handover pack. No line may report FAIL or SKIP.', TEST_STUDY],
  };
}

/** docs/removing-a-hospital.md, section 2. */
export function removedSitePart(site: Site, environment: Environment | undefined): LetterPart {
  const { network, dicom, directConnect } = site;
  const credentials = dicom.stow.auth === 'basic' ? 'password' : 'client certificate';
  const texts = [
    ...(site.vpn === undefined ? [] : [removedTunnels(site)]),
    ...(directConnect?.virtualInterfaces ?? []).map(({ name, vlan }) => endedInterface(name, vlan)),
    `Remove the firewall rules to and from ${network.cloudCidr}. These addresses may be assigned to another hospital.`,
    `Remove HeartLab's destinations from your PACS, and the ${credentials} for them.`,
    ...(environment === undefined || environment.ingest.hostedZoneId !== undefined
      ? []
      : [`Remove your DNS record of ${site.site}.${environment.ingest.domain}.`]),
  ];
  return {
    actions: [
      { when: 'before', text: 'Stop sending studies to HeartLab.' },
      ...texts.map((text): HospitalAction => ({ when: 'after', text })),
    ],
    sees: [
      'After our change, HeartLab receives no studies.',
      ...(dicom.deliverTo === undefined ? [] : ['After our change, your PACS receives no results from HeartLab.']),
      'The addresses and keys of the connection cannot be restored.',
      'This change deletes no study that HeartLab has received.',
    ],
    checks: ['Check that your devices no longer try to reach HeartLab.'],
  };
}

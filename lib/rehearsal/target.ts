import type { Environment, Fleet, Site } from '../config/model';
import { handoverFacts, hasVpn, type VpnHandoverFacts } from '../handover/facts';
import type { TemplateView } from '../template/view';
import { rehearsedLiveSite } from './plan';

/** The target of a rehearsal. */
export interface RehearsalTarget {
  readonly fleet: Fleet;
  readonly site: Site;
  readonly environment: Environment;
  /** The site's stack as `cdk synth` writes it. */
  readonly template: TemplateView;
  /** The stack of its cell, if the environment has one. */
  readonly cell?: TemplateView;
}

/** The pack's facts for strongSwan, with the connection that the rehearsal creates instead of AWS. */
export function rehearsedFacts({ site, environment, template }: RehearsalTarget): VpnHandoverFacts {
  const facts = handoverFacts(site, environment, rehearsedLiveSite(template), 'strongswan');
  if (!hasVpn(facts)) throw new RangeError(`${site.site} has no VPN: there is nothing to rehearse`);
  return facts;
}

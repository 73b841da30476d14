import * as z from 'zod';
import type { Site } from '../../config/model';
import { cellNames } from '../../config/naming/cell-names';
import { DIMSE_PORTS, dimsePorts, STOW_PORT } from '../../config/ports';
import { valueAt } from '../../template/json';
import { importedName } from '../../template/references';
import type { TemplateView } from '../../template/view';
import { ofType, onlyResource, refSchema, TemplateError } from './template';

/** A DIMSE listener of a cell's NLB. */
export interface CellDimseListener {
  readonly port: number;
  readonly encrypted: boolean;
}

const service = z.object({ NetworkLoadBalancerArns: z.tuple([refSchema]) });
const listener = z.object({ Port: z.number(), Protocol: z.string(), LoadBalancerArn: refSchema });

/** From the cell's template; without one, the DIMSE ports in the site file. */
export function dimseListeners(site: Site, cell: TemplateView | undefined): readonly CellDimseListener[] {
  if (cell === undefined) return dimsePorts(site).map((port) => ({ port, encrypted: DIMSE_PORTS[port].encrypted }));
  const [, { NetworkLoadBalancerArns }] = onlyResource(cell, 'AWS::EC2::VPCEndpointService', service);
  const [{ Ref: nlb }] = NetworkLoadBalancerArns;
  return ofType(cell, 'AWS::ElasticLoadBalancingV2::Listener', listener)
    .filter(([, { Port, LoadBalancerArn }]) => LoadBalancerArn.Ref === nlb && Port !== STOW_PORT)
    .map(([id, { Port, Protocol }]) => {
      if (Protocol !== 'TCP' && Protocol !== 'TLS')
        throw new TemplateError(`${id} is a listener for ${Protocol}; a rehearsal supports only TCP and TLS`);
      return { port: Port, encrypted: Protocol === 'TLS' };
    });
}

/** The reason why the site's endpoint would not reach its cell; undefined if there is none. */
export function cellServiceProblem(site: string, template: TemplateView, cell: TemplateView): string | undefined {
  const wanted = cellNames(site).service;
  const imported = template
    .ofType('AWS::EC2::VPCEndpoint')
    .flatMap(({ properties }) => importedName(valueAt(properties, 'ServiceName')) ?? []);
  const exported = Object.values(cell.outputs).map((output) => valueAt(output, 'Export', 'Name'));
  if (!imported.includes(wanted)) return `no endpoint of the site imports its cell's endpoint service, ${wanted}`;
  if (!exported.includes(wanted)) return `the cell does not export its endpoint service as ${wanted}`;
  return undefined;
}

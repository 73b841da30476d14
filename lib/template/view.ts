import type { Site, StowAuth } from '../config/model';
import { CELL_METADATA_KEY, SITE_METADATA_KEY } from '../config/naming/stack-contract';
import { siteSchema } from '../config/schema/site';
import { isJsonObject, type JsonObject, mappingOf, type TemplateValue, textOf, valueAt } from './json';

export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  /** With intrinsics. */
  readonly properties: TemplateValue;
}

/** The metadata in the template of a hospital's ingest cell. */
export interface CellMetadata {
  readonly site: string;
  /** `mtls`, the stricter one, if the metadata can't be read. */
  readonly auth: StowAuth;
}

/** A CloudFormation template, read once. A resource with a condition counts as present. */
export class TemplateView {
  /** The template itself. */
  readonly json: JsonObject;
  readonly resources: readonly TemplateResource[];
  readonly parameters: JsonObject;
  /** True for a site's stack: our templates mark it in their metadata. */
  readonly ofSite: boolean;
  /** The site file in the metadata, as read by the code that wrote the template. The schema of that code may differ from ours. */
  readonly siteData: JsonObject;
  /** The same, typed; undefined for another team's stack, and if the metadata can't be read. */
  readonly site: Site | undefined;
  /** Undefined for a stack that is not an ingest cell. */
  readonly cell: CellMetadata | undefined;
  readonly outputs: JsonObject;
  private readonly byType = new Map<string, TemplateResource[]>();
  private readonly byId = new Map<string, TemplateResource>();
  private readonly computed = new Map<unknown, unknown>();

  constructor(template: unknown) {
    this.json = isJsonObject(template) ? template : {};
    const { Resources, Parameters, Metadata, Outputs } = this.json;
    this.parameters = mappingOf(Parameters);
    this.outputs = mappingOf(Outputs);
    this.resources = Object.entries(mappingOf(Resources)).flatMap(([id, resource]) => {
      const { Type, Properties } = mappingOf(resource);
      return typeof Type === 'string' ? [{ id, type: Type, properties: Properties }] : [];
    });
    for (const resource of this.resources) {
      this.byId.set(resource.id, resource);
      const sameType = this.byType.get(resource.type);
      if (sameType === undefined) this.byType.set(resource.type, [resource]);
      else sameType.push(resource);
    }
    const declared = mappingOf(Metadata)[SITE_METADATA_KEY];
    const cell = mappingOf(Metadata)[CELL_METADATA_KEY];
    this.cell =
      cell === undefined
        ? undefined
        : { site: textOf(valueAt(cell, 'site')) ?? '', auth: valueAt(cell, 'auth') === 'basic' ? 'basic' : 'mtls' };
    this.ofSite = declared !== undefined;
    this.siteData = isJsonObject(declared) ? declared : {};
    this.site = this.ofSite ? siteSchema.safeParse(declared).data : undefined;
  }

  /** The resources of these types, type by type. */
  ofType(...types: readonly string[]): readonly TemplateResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  resource(id: string): TemplateResource | undefined {
    return this.byId.get(id);
  }

  /** Computes a value of this template once: several rules need the same security groups. */
  once<T>(compute: (view: TemplateView) => T): T {
    if (!this.computed.has(compute)) this.computed.set(compute, compute(this));
    return this.computed.get(compute) as T;
  }
}

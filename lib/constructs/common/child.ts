import type { IConstruct } from 'constructs';

/** A part of a construct of the CDK's that it doesn't hand out. Should a newer CDK have it elsewhere, synth fails here. */
export function childOf<T extends IConstruct>(
  of: IConstruct,
  id: string,
  type: abstract new (...args: never[]) => T,
): T {
  const found = of.node.findChild(id);
  if (!(found instanceof type)) throw new TypeError(`${found.node.path} is not a ${type.name}`);
  return found;
}

import { diffLines } from '../../lib/review/diff-lines';
import { templateChanges } from '../../lib/review/template-diff';
import { TemplateView } from '../../lib/template/view';
import { anEnvironment, aVpnSite } from '../support/builders/sites';
import { siteTemplate } from '../support/programs/cdk-app';

const linesOf = (before: object, after: object): readonly string[] => {
  const view = (Properties: object) =>
    new TemplateView({ Resources: { R: { Type: 'AWS::X::Y', Properties } } } as never);
  return diffLines(templateChanges(view(before), view(after)));
};

test('a list is compared as a set: an item at the beginning is one addition', () => {
  expect(linesOf({ Groups: [15, 16, 17, 18] }, { Groups: [14, 15, 16, 17] })).toEqual([
    '! AWS::X::Y R',
    '    Groups: removed 18',
    '    Groups: added 14',
  ]);
  expect(linesOf({ Groups: [{ Value: 2 }, { Value: 14 }] }, { Groups: [{ Value: 14 }] })).toContain(
    '    Groups: removed 2',
  );
  expect(linesOf({ Groups: ['a', 'b'] }, { Groups: ['b', 'a'] })).toContain(
    '    Groups: the same items in another order',
  );
  expect(linesOf({ Groups: ['a'] }, { Groups: ['a', 'a'] })).toContain('    Groups: added "a"');
});

test('items with several properties are compared with the item in their place', () => {
  const rule = (port: number) => ({ IpProtocol: 'tcp', FromPort: port });
  expect(linesOf({ Rules: [rule(443), rule(104)] }, { Rules: [rule(443), rule(105)] })).toEqual([
    '! AWS::X::Y R',
    '    Rules[1].FromPort: 104 → 105',
  ]);
  expect(linesOf({ Rules: [rule(443), rule(80)] }, { Rules: [rule(104), rule(443)] })).toEqual([
    '! AWS::X::Y R',
    '    Rules: added {"IpProtocol":"tcp","FromPort":104}',
    '    Rules: removed {"IpProtocol":"tcp","FromPort":80}',
  ]);
});

test('a key in a list is not shown', () => {
  expect(linesOf({ PreSharedKey: ['a'] }, { PreSharedKey: ['hunter2hunter2'] }).join()).not.toContain('hunter2');
});

test('the tunnels of another policy are a few lines, not one for each position', () => {
  const view = (ipsec: string) =>
    new TemplateView(JSON.parse(JSON.stringify(siteTemplate(aVpnSite({ ipsec }), anEnvironment()).toJSON())));
  const lines = diffLines(templateChanges(view('eifu'), view('strong'))).filter((line) => line.includes('Tunnels'));
  expect(lines.length).toBeGreaterThan(0);
  // Two tunnels, six lists: at most removed and added for each.
  expect(lines.length).toBeLessThanOrEqual(24);
  expect(lines.join('\n')).toMatch(/Phase1DHGroupNumbers: removed .*\b2\b/);
});

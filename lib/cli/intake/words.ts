/** Words of the site file in the texts of the rules, and what the form shows in their place. */
const FORM_WORDS: readonly (readonly [RegExp, string])[] = [
  [/hospitalCidrs\[\d+\] /g, ''],
  [/(network\.)?hospitalCidrs/g, '“Local IPv4 CIDR block”'],
  [/another vpn\.gateway\.device/g, 'choose another device'],
  [/write choose/g, 'choose'],
  [/write routing: static/g, 'choose static routes'],
  [/ \(fixed for life\)/g, ''],
  [/ \(awsAsn\)/g, ''],
  [/widen it/g, 'choose the other policy'],
  [/; `heartlab handover` lists both sides/g, ''],
  [/^has only one/, 'There is only one'],
  [/^sends /, 'This sends '],
  [/ \(HeartLab-\w+\)/, ''],
  [/, or `vpn`/, ', or a VPN'],
  [/or acknowledge HeartLab-.*$/, 'or save the unfinished answers, and call your HeartLab Onboarding Manager'],
  [/the hospital is/, 'you are'],
  [/write 0*(\d+) without quotes/g, 'write $1'],
  [/write it like \[(.*)\]$/g, 'write it like $1'],
  [
    /a site file must not contain a secret; keys and passwords stay in Secrets Manager/g,
    'never write a key or a password here',
  ],
  [/the hospital's/g, 'your'],
];

export const inFormWords = (text: string): string =>
  FORM_WORDS.reduce((all, [found, shown]) => all.replace(found, shown), text);

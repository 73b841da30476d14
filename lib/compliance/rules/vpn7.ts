import { isIntrinsic, shownText, valueAt } from '../../template/json';
import { VPN_CONNECTION_TYPE } from '../../template/tunnels';
import { judgeEach, type TemplateRule } from './rule';

const SECRETS_MANAGER = 'SecretsManager';

export const vpn7: TemplateRule = {
  id: 'HeartLab-VPN7',
  failsWhen: "key storage isn't Secrets Manager",
  unknown:
    "A storage that can't be determined is a finding; without one, AWS's default keeps the keys with the connection.",
  judge: (view) =>
    judgeEach(view.ofType(VPN_CONNECTION_TYPE), ({ properties }) => {
      const storage = valueAt(properties, 'PreSharedKeyStorage');
      if (storage === SECRETS_MANAGER) return [];
      if (isIntrinsic(storage))
        return [`the storage of the pre-shared keys can't be determined from ${shownText(storage)}`];
      const found = storage === undefined ? "not given (AWS's default is Standard)" : shownText(storage);
      return [
        `PreSharedKeyStorage is ${found}, not ${SECRETS_MANAGER}: each principal that may describe the connection can read its keys`,
      ];
    }),
};

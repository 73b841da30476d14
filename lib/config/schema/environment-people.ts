import * as z from 'zod';
import { emailField, textField } from './common';
import { CHANGE_EFFECTS, documentedField } from './field';
import { PLAIN_PATTERN, plainTextField } from './plain-text';

/** Who operates an environment, for the hospitals and for auditors. Nothing of it reaches a template. */

/** A change of a contact. */
const OF_PACKS = {
  change: CHANGE_EFFECTS.nothing,
  changeNote: 'Earlier packs have the old value, so send new ones',
};

const telephone = (description: string, example: string) =>
  documentedField(z.string().regex(/^\+(?=(?:[ -]?\d){7,15}$)[1-9](?:[ -]?\d)+$/), {
    description,
    expected: 'a telephone number in quotes, with + and the country code, 7 to 15 digits',
    example,
    ...OF_PACKS,
  });

export const environmentContacts = documentedField(
  z.strictObject({
    telephone: telephone('The telephone number for hospitals, in the hours below.', '"+61 2 5550 0123"'),
    email: emailField('The e-mail address for hospitals.', 'connectivity@heartlab.example', OF_PACKS.changeNote),
    hours: textField({
      description: 'When the telephone is answered, with the time zone.',
      expected: 'a text of 1 to 200 characters',
      example: 'Monday to Friday, 8:00 to 18:00, Australia/Sydney',
      ...OF_PACKS,
    }),
    emergency: telephone(
      'The telephone number for an outage or a security incident, at any time.',
      '"+61 2 7010 0145"',
    ),
  }),
  {
    description: 'How hospitals reach HeartLab. The handover pack needs it, unless it is a preview.',
    expected: 'a mapping with telephone, email, hours and emergency',
    example:
      '{ telephone: "+61 2 5550 0123", email: connectivity@heartlab.example, hours: "Monday to Friday, 8:00 to 18:00, Australia/Sydney", emergency: "+61 2 7010 0145" }',
  },
);

const role = (description: string, example: string) =>
  textField({ description, expected: 'a role of 1 to 200 characters', example, change: CHANGE_EFFECTS.nothing });
const personName = (description: string, example: string) =>
  textField({ description, expected: 'a name of 1 to 200 characters', example, change: CHANGE_EFFECTS.nothing });

export const environmentSystem = documentedField(
  z.strictObject({
    description: documentedField(plainTextField(z.string()).trim().min(10).max(1000), {
      description: 'What the system is for, and what belongs to it.',
      pattern: PLAIN_PATTERN,
      expected: 'a description of 10 to 1000 characters, on one line',
      example: '"Receives echocardiography studies of hospitals over private connections."',
      change: CHANGE_EFFECTS.nothing,
    }).optional(),
    owner: documentedField(
      z.strictObject({
        name: personName('The name of the owner.', 'Alex Example'),
        role: role('The role of the owner.', 'Head of Platform'),
        email: emailField('The e-mail address of the owner.', 'platform-owner@heartlab.example'),
      }),
      {
        description: 'The person who is accountable for the system.',
        expected: 'a mapping with name, role and email',
        example: '{ name: Alex Example, role: Head of Platform, email: platform-owner@heartlab.example }',
      },
    ).optional(),
    signOff: documentedField(
      z
        .array(
          documentedField(
            z.strictObject({
              role: role('The role of a person who signs.', 'Information Security Manager'),
              name: personName('The name of the person. Default: a line to write it on.', 'Sam Example').optional(),
            }),
            {
              description: 'One line of the sign-off block.',
              expected: 'a mapping with role',
              example: '{ role: Owner }',
            },
          ),
        )
        .min(1)
        .max(8),
      {
        description: 'Who signs the evidence, one to eight roles.',
        expected: 'a list of mappings with role, and name if it is known',
        example: '[{ role: Head of Platform, name: Alex Example }, { role: Information Security Manager }]',
        change: CHANGE_EFFECTS.nothing,
      },
    ).optional(),
  }),
  {
    description: 'What the front page of `heartlab audit` states about the system. It shows what is missing.',
    expected: 'a mapping with description, owner and signOff',
    example: '(see the documented environments.yaml)',
  },
);

// What the specifications' own SDKs make of requests that a webhook got.
//
//   node verify_event.mjs NPM_FOLDER <requests.json
//
// Reads [{secret, headers, body}] and prints, for each, the event by CloudEvents' SDK; fails if Standard Webhooks' SDK does not
// verify one of them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.argv[2]}/package.json`);
const { Webhook } = require('standardwebhooks');
const { HTTP } = require('cloudevents');

const events = JSON.parse(readFileSync(0, 'utf8')).map(({ secret, headers, body }) => {
  new Webhook(secret).verify(body, headers);
  const event = HTTP.toEvent({ headers, body });
  event.validate();
  return event;
});
console.log(JSON.stringify(events));

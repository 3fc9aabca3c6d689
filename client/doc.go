// Package client speaks to the HTTP API of a desk, /api/v1: it sends commands, asks
// questions, follows what happens, and sends and reads files of evidence, as the person
// whose token it has. Without a token it asks as the public.
//
// What it promises:
//
//   - A command is done at most once. It is sent under one Idempotency-Key, which is
//     drawn where the caller gives none and kept over every retry. A caller who may be
//     restarted in between draws the key (NewID), keeps it, and sends the command with it
//     again: the first answer comes again.
//   - Where the record cannot be reached (503, and 502 or 504 of a proxy), where requests
//     are too many (429), and where an answer is lost on the way, it tries again, after
//     what Retry-After says or else after growing pauses, as often as Client.Retries
//     says and until the context ends. Nothing else is tried again.
//   - What is refused or not there is a *Problem: its Detail is a sentence in the language
//     of Client.Language; a refusal of the law has a Rule, a Code and the receipt.
//   - Lists come as iterators that ask for one page after the other. They end with the
//     first error. A list that changes while it is read may lack what came meanwhile;
//     nothing comes twice.
//   - Files are streamed: neither sending nor reading holds one in memory. A file that is
//     read from its beginning is compared with the SHA-256 that the desk names.
//   - The token goes to the address that New was given and nowhere else: redirects are
//     not followed, and an address that is not https is refused, but for this machine.
//
// A Client may be used by many goroutines at once. Instants are in UTC; dates and times
// on clocks are in the zone of the call; amounts are text with their currency
// ("EUR 5000.00"). docs/api.md says what the API promises, /api/v1/docs of a desk shows
// each command with the JSON Schema of its content.
package client

// Package drafts keeps drafts of tenders: files that somebody writes, shares
// with those who will sign them, and submits later or never.
//
// A draft is no fact. It stands outside the ledger, in the table drafts.tenders,
// and nobody receives, judges or answers it: saving one is no submission, and
// whether a tender came in time is asked of its submission alone. Because
// nothing rests on it, it may be replaced and removed, which no row of the
// ledger may be.
//
// What may be saved: text of at most 1 MB that reads as a group of fields in
// YAML or JSON. Any field may be missing or unfit; what keeps the draft from
// being submitted is said each time (programme.ParseDraft). The bytes are kept
// as they are, with their comments.
//
// Who may read: the person who saved it, and those whom it named as contact or
// signatory when it was saved. To everybody else, staff and auditors too, it
// does not exist: they get the same answer. All who may read it may save it again,
// under its id, and drop it; it stays the draft of who saved it first. Whoever saves
// over a version (File.If) that is no longer the last one is told so, and nothing is
// replaced.
//
// What a row says: an opaque id, the call, the opaque id of who saved it, when,
// and how many bytes the file has. The name of the draft, its content, and who
// is named in it are sealed (AES-256-GCM) under a key of its own that is drawn
// anew at each save and wrapped by the key file of the ledger. A row that was
// changed, or put in another's place, does not open.
//
// A draft may name files in the store of evidence. Which ones stands beside its row
// in the clear (drafts.files), as opaque names, so that they are not swept while it
// names them.
//
// An evaluator's score sheet is kept likewise until it is reported (drafts.sheets), sealed,
// for its evaluator alone: 180 days from its last saving, and no longer than they are known.
// So is what somebody has typed into any other form and not sent (drafts.forms).
//
// The rule book of a call that is not opened is kept likewise (drafts.books), sealed, for who
// writes it alone: 180 days from its last saving, and no longer than they are known.
//
// How long: to 30 times 24 hours after the limit of its call, which is the last
// instant at which any version of the deadline could be met, on the programme
// clock. From then on nobody reads it; the worker removes the row, and the key
// with it, as soon as no extension can have been received before. An extension
// moves the day. Backups hold what they held.
//
// Until when one may be saved: to the opening of the tenders. After the limit
// that is still so, as an extension or a late admission may yet come.
//
// Erasing a person removes the drafts that they saved at once, in the same
// transaction (ledger.erase), and those that name them at the worker's next
// sweep, as PostgreSQL cannot read who is named.
package drafts

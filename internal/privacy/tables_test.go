package privacy_test

// A table holds rows beside the events of the ledger, or the events themselves. Each of
// its columns is told.
type table struct {
	personal string // what of it is personal data; "" where nothing is
	kept     string // for how long
	read     string // by whom
	erased   string // what an erasure of a person does
	columns  map[string]string
}

const (
	opaque  = "opaque id of a person"
	instant = "instant"
)

var tables = map[string]table{
	"ledger.events": {
		personal: "bodies as the tables above say; in the header the opaque ids of who acted and on whose behalf", kept: "for ever: nothing of the record is removed but by an erasure",
		read: "as above", erased: "takes body, salt and key of what is sealed for the person; header, hash and place in the tree stay",
		columns: map[string]string{
			"header": "who acted, on whose behalf (opaque ids), which command, when", "body": "the body, sealed or not", "salt": "of the body's hash", "body_hash": "hash", "leaf": "hash",
			"position": "number", "stream": "of the life or the person, by opaque id", "version": "number", "kind": "code", "command": "id of a command", "key_id": "which key seals the body",
		},
	},
	"ledger.keys": {
		personal: "keys of sealed bodies", kept: "as the body", read: "nobody without the key file", erased: "the keys are destroyed",
		columns: map[string]string{"position": "number", "key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key, wrapped by the key file"},
	},
	"ledger.key_subjects": {
		personal: "whom a key concerns: a person's opaque id, and blind indexes (HMACs) of alias, address and identity", kept: "as the body", read: "the programs; from the index nobody without the key file tells an address",
		erased:  "removed with the keys",
		columns: map[string]string{"key_id": "name of the key", "subject": "a life, a person's opaque id, whom an invitation was sent to (by its reference), or a blind index"},
	},
	"ledger.answers": {columns: map[string]string{
		"stream": "of the life", "command": "id of a command", "first": "number", "last": "number", "version": "number", "fold": "number", "state": "hash", "status": "code",
	}},
	"ledger.batches": {columns: map[string]string{
		"size": "number", "first": "number", "frontier": "hashes", "root": "hash", "recorded_at": instant, "at": instant, "signer": "public key of a process", "signature": "signature",
	}},
	"ledger.erasures":     {columns: map[string]string{"position": "number", "erased_by": "number"}},
	"ledger.settings":     {columns: map[string]string{"position": "number", "tolerance_us": "number", "clock": "code", "since": instant}},
	"ledger.sealed_kinds": {columns: map[string]string{"kind": "code"}},
	"ledger.processes":    {columns: map[string]string{"id": "of a process", "name": "of a process and its host", "forgot": "number", "alive_until": instant}},
	"ledger.clock":        {columns: map[string]string{"one": "true", "identity": "true or false", "programme": instant, "at": instant, "rate": "number", "running": "true or false", "alive_until": instant}},
	"ledger.turn":         {columns: map[string]string{"nobody": "the table has no rows"}},
	"ledger.histories":    {columns: map[string]string{"sha256": "hash", "gz": "Temporal's history of a life, which names nobody"}},
	"ledger.migrations":   {columns: map[string]string{"id": "number", "version_id": "number", "is_applied": "true or false", "tstamp": instant}},

	"drafts.tenders": {
		personal: "drafts of tenders: who saved one, and all that it says", kept: "until 30 days after the limit of the call, then the worker removes row and key; earlier where it is dropped",
		read: "who saved it, and who is named in it as contact or signatory; to everybody else it does not exist", erased: "those that the person saved go in the transaction of the erasure; those that name them go with `twinning erase`, at the latest with the worker's next sweep",
		columns: map[string]string{
			"id": "opaque", "call": "reference", "owner": opaque, "label": "sealed: its name, and the ids of those whom it names", "file": "sealed: the draft",
			"key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key of this draft, wrapped by the key file", "saved_at": instant, "size": "number",
		},
	},
	"drafts.files": {
		personal: "which files of evidence a draft names; both by opaque names, the draft is somebody's", kept: "as long as the draft names the file; a row goes with its draft",
		read: "the programs, which keep such a file although no fact names it", erased: "goes with the draft",
		columns: map[string]string{"draft": "id of the draft", "file": "name of the file in the store"},
	},
	"drafts.sheets": {
		personal: "who fills in a score sheet for which tender, and what they have typed of points and comments", kept: "until it is reported or dropped, 180 days from its last saving at most; then the worker removes row and key",
		read: "its evaluator alone; to everybody else it does not exist", erased: "goes, with its key, with `twinning erase`, at the latest with the worker's next sweep; the transaction of the erasure leaves it",
		columns: map[string]string{
			"tender": "reference", "person": opaque, "sheet": "sealed: points and comments as they were typed",
			"key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key of this sheet, wrapped by the key file", "saved_at": instant,
		},
	},
	"drafts.books": {
		personal: "who writes the rule book of a call that is not opened yet, and who shall have which role in it", kept: "until its call is opened or it is dropped, 180 days from its last saving at most; then the worker removes row and key",
		read: "who writes it alone; to everybody else it does not exist", erased: "goes, with its key, with `twinning erase`, at the latest with the worker's next sweep; the transaction of the erasure leaves it",
		columns: map[string]string{
			"id": "opaque", "person": opaque, "book": "sealed: the rule book as it was typed, and the people whom its form names",
			"key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key of this rule book, wrapped by the key file", "saved_at": instant,
		},
	},
	"drafts.forms": {
		personal: "who fills in which form of a call or tender, and what they have typed into it", kept: "until it is sent or dropped, 180 days from its last saving at most; then the worker removes row and key",
		read: "who fills it in alone; to everybody else it does not exist", erased: "goes, with its key, with `twinning erase`, at the latest with the worker's next sweep; the transaction of the erasure leaves it",
		columns: map[string]string{
			"stream": "of the call or tender", "person": opaque, "form": "which form", "typed": "sealed: what was typed, by field", "files": "names of files in the store",
			"key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key of this form, wrapped by the key file", "saved_at": instant,
		},
	},
	"evidence.files": {
		personal: "whom a file of evidence concerns; the file itself stands in the store, sealed", kept: "as the record of the tender; what was withdrawn or never added goes after a day, but for what a draft names",
		read: "as the part of the tender that it belongs to; a reading by others than the party is recorded", erased: "the keys of the files that the person added are destroyed in the transaction of the erasure, the sealed bytes right after",
		columns: map[string]string{
			"name": "opaque", "stream": "of the tender", "subjects": "the tender and the opaque id of who added it", "same": "HMAC, by which equal files of one sender are one",
			"sealed_sha256": "hash of the ciphertext", "sealed_size": "number", "key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key of this file, wrapped by the key file; none once it is destroyed",
			"state": "code of the scanner", "stored_at": instant,
		},
	},
	"web.sessions": {
		personal: "that somebody is signed in; of somebody new, until they have registered, what the provider of sign-in says of them (address, name, identity)", kept: "45 minutes without a request, 12 hours at most; rows that are over go with the next sign-ins",
		read: "the desk alone", erased: "the session ends with its next request, at the latest when it is over",
		columns: map[string]string{
			"token": "hash of the cookie's secret", "data": "opaque id of the person, when and how they signed in; while a sign-in goes on its state, and of somebody new what the provider says", "expiry": instant,
		},
	},
	"web.tokens": {
		personal: "whose a machine token is, and what they call it", kept: "until it expires, at most 366 days, or is withdrawn; a row that has expired stays until then",
		read: "the person themselves (`twinning token list`)", erased: "removed by every running desk as soon as it follows the erasure",
		columns: map[string]string{
			"id": "opaque", "hash": "hash of the secret", "person": opaque, "label": "what the person calls it", "scopes": "codes", "made_at": instant, "expires_at": instant, "used_at": instant,
			"signed_in_at": "when whoever made it had signed in", "acr": "code of the provider: how they had signed in",
		},
	},
	"web.devices": {
		personal: "who confirms that a program may act as them", kept: "10 minutes; rows that are over go with the next request of the kind", read: "the desk alone", erased: "nothing: it is over within minutes",
		columns: map[string]string{"hash": "hash of the program's secret", "code": "what is typed in the browser", "person": opaque, "denied": "true or false", "expires_at": instant, "signed_in_at": "when whoever confirmed it had signed in", "acr": "code of the provider: how they had signed in"},
	},
	"web.exports": {
		personal: "who has asked for which document, and the document, which holds what its reader may see", kept: "7 days from when it was made, or asked for; earlier where its person removes it; rows that are over go with the desk's next sweep",
		read: "the person who asked for it, if they may have it still; a reading is recorded", erased: "whenever anybody is erased, every document that was begun before is read by nobody any more, and goes, with its key, with `twinning erase`, at the latest with the desk's next sweep; so do all that the person asked for",
		columns: map[string]string{
			"id": "opaque", "person": opaque, "stream": "of the call or the tender", "ask": "which document, as of when, in which form and language", "file": "what it is called: kind and reference", "state": "code", "why": "code",
			"rows_done": "number", "rows_all": "number", "attempt": "number", "owner": "name of the process that makes it, and of its host", "lease_until": instant, "erasures": "number", "size": "number",
			"key_id": "name of the key", "kek_id": "which line of the key file wraps it", "wrapped": "the key of this document, wrapped by the key file", "asked_at": instant, "done_at": instant, "gone_at": instant,
		},
	},
	"web.export_pieces": {
		personal: "the documents of `web.exports`, sealed", kept: "as the row of the document", read: "as the document", erased: "goes with the row of the document",
		columns: map[string]string{"export": "id of the document", "attempt": "number", "n": "number", "sealed": "sealed: a piece of the document"},
	},
	"web.reads": {
		personal: "who read what is sealed or personal, when and by which rule", kept: "for the days that the owner of the database sets (`twinning access kept --days`; five years where nobody does), then every worker removes it by itself",
		read: "officers, head and auditors of the call; everybody of their own readings; the operator (`twinning access log`)", erased: "nothing: rows hold the opaque id, which then names nobody",
		columns: map[string]string{"at": instant, "person": opaque, "stream": "of the life", "what": "which question or export", "rule": "code", "purpose": "what an auditor gives as purpose"},
	},

	"web.kept": {columns: map[string]string{"what": "code", "days": "number"}},

	"views.lives": {
		personal: "who has a part in which tender, entry of a marketplace or interest, now or before", kept: "as the record of the life, from which it is made; `twinning lives restore` makes it anew",
		read: "the programs, to find the tenders that somebody may see; each is then looked at by itself", erased: "nothing: it holds opaque ids, which then name nobody",
		columns: map[string]string{
			"stream": "of the life", "version": "number", "judged": "number", "stage": "code", "next_at": instant, "letters": "number", "over": "true or false", "counted": "number", "in_stages": "code", "owed_at": "number",
			"people": "of a tender, of an entry of a marketplace and of an interest in one the opaque ids of those who have, or had, a part in it; of other lives none",
		},
	},
	"views.owed": {
		personal: "who owes what in which tender, and who is asked to take a step in it", kept: "as the record of the tender, from which it is made; `twinning views rebuild` makes it anew",
		read: "the programs, to find the tenders in which something waits for somebody; each is then looked at by itself", erased: "nothing: it holds opaque ids, which then name nobody",
		columns: map[string]string{
			"stream": "of the tender", "id": "of the obligation, or of the step", "call": "reference", "due": "date", "open": "true or false",
			"who": "opaque ids of those who owe it, and codes of roles",
		},
	},
	"views.entries": {columns: map[string]string{
		"stream": "of the entry of a marketplace", "version": "number", "shown": "true or false", "market": "reference", "side": "code", "priority": "code", "topic": "code", "kind": "code",
		"country": "code", "types": "codes", "languages": "codes", "published_at": instant, "touched": "number",
	}},
	"views.stages": {columns: map[string]string{"call": "reference", "stage": "code", "n": "number"}},
	"views.places": {columns: map[string]string{"name": "code", "position": "number"}},
	"views.workers": {columns: map[string]string{
		"id": "of a process and its host", "version": "of the program", "tzdata": "of the zone data", "started_at": instant, "seen_at": instant, "leads": "true or false", "host_at": instant, "temporal": "what Temporal answered", "trouble": "code",
	}},
	"views.unanswered": {columns: map[string]string{"position": "number", "stream": "of the life", "command": "id of a command", "since": instant}},
	"views.runs":       {columns: map[string]string{"name": "code", "at": instant, "size": "number", "passed": "true or false"}},
	"views.parked": {columns: map[string]string{
		"stream": "of the life", "since": instant, "last_at": instant, "attempts": "number", "code": "code", "error": "what failed, without names and addresses", "by": "code of a part of the worker", "parked_at": instant,
	}},
	"views.requests": {columns: map[string]string{
		"id": "number", "kind": "code", "prefix": "of the lives", "made_at": instant, "done_at": instant, "lives": "number", "problem": "why it could not be done",
	}},
	"views.unsent_messages": {columns: map[string]string{"position": "number", "stream": "of the life", "whole": "true or false", "cause": "code", "since": instant}},
}

// members are the fields of what is recorded of a person and of an identity.
var members = map[string]string{
	"id": "opaque id", "alias": "short name on the command line", "name": "name", "works": "reference of the record of the organisation that they belong to", "email": "e-mail address", "organisation": "organisation", "country": "country", "language": "language of letters and pages",
	"also": "other short names of theirs", "into": "opaque id of the record that this one was joined to", "why": "why it was joined, in the words of who did it",
	"issuer": "which provider of sign-in", "subject": "what the provider calls them",
}

package api

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/query"
)

// elsewhere are the methods of query.Queries that are no question of their own.
var elsewhere = map[string]string{
	"Now": "the clock", "Names": "who is who, in sentences", "Begun": "Known asks it", "MustBegin": "Known asks it", "Find": "a path names a life by its reference",
	"Known": "asked before every question about a life", "MaySend": "asked before every command", "TellsEffects": "asked by the door of what follows from a command", "TellsBefore": "asked by the door of what was before an answer", "Addressable": "asked before every command", "Dry": "dry-run of every command", "MustSignIn": "of a form, before it is written", "MayBelong": "of where somebody works, which the command line and the desk record",
	"Reminders": "letters of obligations", "Events": "the feed", "WaitFor": "the feed", "CallZone": "of a draft", "Whole": "asked before the slider of pages", "LifeZone": "the zone of a life, in which pages tell times", "Draft": "of a file on somebody's machine", "Prove": "of a file on somebody's machine",
	"Owes": "a part of Obligations", "MayJoin": "of joining people, which the command line does", "Evaluates": "asked before every score sheet", "Steering": "of a page; each of these lives tells its officers to them", "Employer": "of the form of registration", "Recording": "made of others", "Remembering": "made of others", "Forget": "what is erased", "AsOf": "at and recorded of every question", "Err": "asked after AsOf",
	"File": "it is no JSON", "Import": "a file is sent as it is", "Standing": "the head of an export", "Exported": "an export records it", "TendersPage": "a page of Tenders", "ObligationsPage": "a page of Obligations", "WaitingPage": "a page of Waiting", "Judges": "of a page", "TenderRows": "of a search on a page", "EvidenceLimit": "asked before a file is taken", "Alone": "of a reference without its kind",
	"Awarded": "of a page; Tenders has them", "TendersBeside": "a header of the command tells them", "OwnTenders": "of the page of one's own data", "OwnErasures": "of the page of one's own data; Erasures has them", "FindTenders": "of a search on a page", "FindLives": "of a search on a page; each kind has its list", "TellsVersion": "asked before every tag of a life", "Seen": "of a form", "MayAddress": "of the pages that lead to a form", "Unbegun": "asked at the machine before a command",
	"MayBeInvitedTo": "asked before an invitation is sent", "TakingPart": "of a page; InvitationsTo has them", "IsPerson": "asked of whom a question names", "Sitting": "of a page that stays open", "Size": "of a page that stays open", "Touched": "of a page that stays open",
	"AbsentFile": "the status of a command tells it", "Handed": "the status of a command tells it", "Readdressed": "the status of a command tells it", "HandedLetters": "the form shows them; a program has the message that came back", "Audits": "of a page", "Reached": "the same queries", "Audit": "the feed tells it", "Effects": "the feed tells the ids of commands", "Runs": "the command status tells it", "Verify": "the command verify does it",
}

func TestEveryQuestionHasARoute(t *testing.T) {
	t.Parallel()
	routed := map[string]bool{}
	for _, q := range questions() {
		routed[q.asks] = true
	}
	is := reflect.TypeFor[*query.Queries]()
	for i := range is.NumMethod() {
		name := is.Method(i).Name
		_, other := elsewhere[name]
		require.NotEqual(t, routed[name], other, "%s has a route, or it is said why not", name)
	}
	for name := range elsewhere {
		_, there := is.MethodByName(name)
		require.True(t, there, name)
	}
}

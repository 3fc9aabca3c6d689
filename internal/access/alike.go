package access

import (
	"sync"

	"github.com/cedar-policy/cedar-go/types"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/twinning"
)

// An askedAlike is all that a question about a call or a tender is made of: who asks, with which roles, and what policies know of the life. Most rows
// of a list have the same, and the question is made once for them.
type askedAlike struct {
	resource types.EntityUID
	person   string
	operator bool
	roles    uint32 // a bit each, by roleBits
	facts    [len(tenderFacts)]bool
}

// roleBits numbers the roles that somebody has of themselves towards a call or a tender.
var roleBits = map[types.EntityUID]uint32{
	roleOperator: 1 << 0, roleOfficer: 1 << 1, roleHead: 1 << 2, roleAuditor: 1 << 3, roleProcurer: 1 << 4, roleVerifier: 1 << 5, roleAuthoriser: 1 << 6, rolePayer: 1 << 7,
	roleEvaluator: 1 << 8, roleAssigned: 1 << 9, roleReported: 1 << 10, roleNow: 1 << 11, roleInConflict: 1 << 12, roleParty: 1 << 13, roleAsked: 1 << 14,
}

// questions remembers questions; with too many, all are forgotten. What is handed out is a copy: a question keeps what it was asked last.
var questions = struct {
	sync.RWMutex
	are map[askedAlike]*question
}{are: map[askedAlike]*question{}}

// askAlike is ask about a life of which these are the facts, which record writes for policies.
func askAlike(v Viewer, roles []types.EntityUID, resource types.EntityUID, facts [len(tenderFacts)]bool, record func() types.Record) *question {
	key := askedAlike{resource: resource, person: v.Person, operator: v.Operator, facts: facts}
	for _, r := range roles {
		bit, known := roleBits[r]
		if !known { // a role that nobody has numbered
			return ask(v, roles, resource, record())
		}
		key.roles |= bit
	}
	questions.RLock()
	q, known := questions.are[key]
	questions.RUnlock()
	if !known {
		q = ask(v, roles, resource, record())
		questions.Lock()
		if len(questions.are) >= mostAnswers {
			clear(questions.are)
		}
		questions.are[key] = q
		questions.Unlock()
	}
	is := *q
	return &is
}

func askOfTender(v Viewer, roles []types.EntityUID, c call.Call, t twinning.Twinning) *question {
	return askAlike(v, roles, aTender, factsOf(c, t), func() types.Record { return theTender(c, t) })
}

func askOfCall(v Viewer, roles []types.EntityUID, c call.Call) *question {
	facts := [len(tenderFacts)]bool{c.Stage != call.None && c.Stage != call.Drafted, c.Released != nil}
	return askAlike(v, roles, aCall, facts, func() types.Record { return theCall(c) })
}

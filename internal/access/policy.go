package access

import (
	"embed"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// Policies are the policies and their schema, as an auditor reads them.
//
//go:embed policies
var Policies embed.FS

// byAction are the policies that an action is decided by. They are read when first something is decided: most commands end before.
var byAction = sync.OnceValue(load)

// A rule is a policy, with the role that it asks for; the zero role is for whoever asks.
type rule struct {
	id   types.PolicyID
	role types.EntityUID
	p    *cedar.Policy
}

// load reads the policies. That they can be read is known when the program is built:
// a test reads them.
func load() map[types.String][]rule {
	files, err := fs.Glob(Policies, "policies/*.cedar")
	if err != nil {
		panic(err)
	}
	by := map[types.String][]rule{}
	for _, name := range files {
		text, err := Policies.ReadFile(name)
		if err != nil {
			panic(err)
		}
		list, err := cedar.NewPolicyListFromBytes(name, text)
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		for _, p := range list {
			r := rule{id: types.PolicyID(p.Annotations()["id"]), p: p}
			if scope, ok := p.AST().Principal.(ast.ScopeTypeIn); ok {
				r.role = scope.Entity
			}
			for _, action := range actionsOf(p) {
				by[action] = append(by[action], r)
			}
		}
	}
	return by
}

// actionsOf are the actions that a policy names. Each names at least one.
func actionsOf(p *cedar.Policy) (names []types.String) {
	switch scope := p.AST().Action.(type) {
	case ast.ScopeTypeEq:
		names = append(names, scope.Entity.ID)
	case ast.ScopeTypeInSet:
		for _, e := range scope.Entities {
			names = append(names, e.ID)
		}
	default:
		panic("the policy " + string(p.Annotations()["id"]) + " names no action")
	}
	return names
}

// A question is what is asked about one viewer and one life.
type question struct {
	viewer   types.Entity
	resource types.EntityUID
	facts    types.Record
	other    types.Entity // a part of the life that is asked about, if it is not the life itself
	action   types.String // that is being decided
	alike    string       // what the answers of may follow from, written so that two questions with the same have the same answers
}

func ask(v Viewer, roles []types.EntityUID, resource types.EntityUID, facts types.Record) *question {
	if v.Person != "" {
		roles = append(roles, rolePerson)
	}
	for i := 0; i < len(roles); i++ { // with the roles that these are within
		roles = append(roles, rolesAbove[roles[i]]...)
	}
	q := &question{viewer: types.Entity{UID: v.uid(), Parents: types.NewEntityUIDSet(roles...)}, resource: resource, facts: facts}
	q.alike = alike(v, roles, resource, facts)
	return q
}

// alike writes what policies can know of a question. They name no person: of who asks they know whether it is the operator, the public or
// somebody, and the roles.
func alike(v Viewer, roles []types.EntityUID, resource types.EntityUID, facts types.Record) string {
	parts := make([]string, 0, len(roles)+facts.Len())
	for _, r := range roles {
		parts = append(parts, string(r.ID))
	}
	for name, is := range facts.All() {
		parts = append(parts, string(name)+"="+strconv.Quote(is.String()))
	}
	slices.Sort(parts)
	return fmt.Sprintf("%t %t %s %s", v.Operator, v.Person == "", resource.Type, strings.Join(slices.Compact(parts), " "))
}

// answers remembers what policies have answered: there are few different questions, and each is asked of every row of a list.
var answers = struct {
	sync.RWMutex
	is map[asked]bool
}{is: map[asked]bool{}}

type asked struct {
	alike  string
	action types.String
}

// mostAnswers is how many answers are remembered; then all are forgotten (our choice).
const mostAnswers = 50_000

// Get is cedar's way to read what is known.
func (q *question) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case q.viewer.UID:
		return q.viewer, true
	case q.resource:
		return types.Entity{UID: uid, Attributes: q.facts}, true
	case q.other.UID:
		return q.other, true
	}
	return types.Entity{}, false
}

// All is cedar's way to read the policies that may apply: those of the action that is
// being decided, for everybody or for a role of the viewer.
func (q *question) All() iter.Seq2[types.PolicyID, *cedar.Policy] {
	return func(yield func(types.PolicyID, *cedar.Policy) bool) {
		for _, r := range byAction()[q.action] {
			if (r.role.IsZero() || q.is(r.role)) && !yield(r.id, r.p) {
				return
			}
		}
	}
}

// is tells whether the viewer holds a role, by itself or as one of those within it.
func (q *question) is(r types.EntityUID) bool { return q != nil && q.viewer.Parents.Contains(r) }

// about is the life that is asked about; the question nil is about none, and nothing is permitted.
func (q *question) about() types.EntityUID {
	if q == nil {
		return types.EntityUID{}
	}
	return q.resource
}

// may decides an action on the life.
func (q *question) may(action types.String) bool {
	if q == nil {
		return false
	}
	key := asked{q.alike, action}
	answers.RLock()
	answer, known := answers.is[key]
	answers.RUnlock()
	if known {
		return answer
	}
	answer = q.decide(action, q.resource)
	answers.Lock()
	defer answers.Unlock()
	if len(answers.is) >= mostAnswers {
		clear(answers.is)
	}
	answers.is[key] = answer
	return answer
}

// mayOf decides an action on a part of the life.
func (q *question) mayOf(part types.EntityUID, action types.String, facts types.Record) bool {
	if q == nil {
		return false
	}
	q.other = types.Entity{UID: part, Attributes: facts}
	return q.decide(action, part)
}

func (q *question) decide(action types.String, resource types.EntityUID) bool {
	q.action = action
	decision, found := cedar.Authorize(q, q, types.Request{Principal: q.viewer.UID, Action: types.NewEntityUID("Action", action), Resource: resource})
	if len(found.Errors) > 0 { // a policy that cannot be decided permits nothing; a forbidding one would be passed over
		return false
	}
	return decision == types.Allow
}

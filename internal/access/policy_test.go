package access

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/twinning"
)

// policies reads all of them by their ids.
func policies(t *testing.T) map[string]*cedar.Policy {
	t.Helper()
	files, err := fs.Glob(Policies, "policies/*.cedar")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string]*cedar.Policy{}
	for _, name := range files {
		text, err := Policies.ReadFile(name)
		require.NoError(t, err)
		list, err := cedar.NewPolicyListFromBytes(name, text)
		require.NoError(t, err)
		for _, p := range list {
			id, ok := p.Annotations()["id"]
			require.True(t, ok, "a policy of %s has no @id", name)
			require.NotContains(t, all, string(id), "two policies are called so")
			all[string(id)] = p
		}
	}
	return all
}

func theSchema(t *testing.T) *validate.Validator {
	t.Helper()
	text, err := Policies.ReadFile("policies/schema.cedarschema")
	require.NoError(t, err)
	var s schema.Schema
	s.SetFilename("schema.cedarschema")
	require.NoError(t, s.UnmarshalCedar(text))
	resolved, err := s.Resolve()
	require.NoError(t, err)
	return validate.New(resolved)
}

func TestEveryPolicySpeaksOfWhatTheSchemaKnows(t *testing.T) {
	t.Parallel()
	v := theSchema(t)
	for id, p := range policies(t) {
		require.NoError(t, v.Policy(id, (*ast.Policy)(p.AST())), id)
	}
}

func TestEveryRequestIsOneThatTheSchemaKnows(t *testing.T) {
	t.Parallel()
	v := theSchema(t)
	q := ask(Viewer{Person: "ada"}, append(rolesIn(Viewer{Person: "ada"}, call.Call{}), roleParty), aTender, theTender(call.Call{}, twinning.Twinning{}))
	for _, a := range Aspects() {
		require.NoError(t, v.Request(types.Request{Principal: q.viewer.UID, Action: types.NewEntityUID("Action", types.String(a)), Resource: aTender}), a)
	}
	entity := func(uid types.EntityUID, facts types.Record) {
		require.NoError(t, v.Entity(types.Entity{UID: uid, Attributes: facts}), uid)
	}
	entity(aTender, q.facts)
	entity(aCall, theCall(call.Call{}))
	entity(anEntry, theEntry(market.Entry{}))
	entity(anInterest, theInterest(market.Interest{}))
	entity(aSurvey, theSurvey(survey.Survey{}))
	entity(anInitiative, theInitiative(capacity.Initiative{}))
	entity(aMasterclass, theMasterclass(masterclass.Masterclass{}))
	entity(aBody, theBody(body.Body{}))
	require.NoError(t, v.Entity(q.viewer))
	s := Of(Viewer{Person: "ada"}, call.Call{}, twinning.Twinning{})
	s.Event(Happening{Kind: "rung-passed.v1", Event: twinning.RungPassed{}, Before: twinning.Twinning{}})
	require.NoError(t, v.Entity(s.asked.other))
	s.SeesReport("ben")
	require.NoError(t, v.Entity(s.asked.other))
	s = OfCall(Viewer{}, call.Call{})
	s.Event(Happening{Kind: "call-opened.v1", Event: call.CallOpened{}, Before: call.Call{}})
	require.NoError(t, v.Entity(s.asked.other))
}

func TestWithoutAPolicyNothingIsPermitted(t *testing.T) {
	t.Parallel()
	q := ask(Operator, []types.EntityUID{roleOperator}, aTender, theTender(call.Call{}, twinning.Twinning{}))
	require.False(t, q.may("an action that nobody has thought about"))
}

func TestEveryPolicyNamesRolesThatSomebodyCanHold(t *testing.T) {
	t.Parallel()
	held := map[types.EntityUID]bool{
		roleOperator: true, roleParty: true, roleAssigned: true, roleReported: true, roleNow: true, roleInConflict: true, roleStaff: true,
		roleHost: true, roleRegistered: true, roleConvener: true, roleDelegate: true, roleSpeaking: true,
		rolePerson: true, roleAsked: true, roleMaker: true, roleChecker: true, roleBetween: true, roleSurveyor: true, roleRespondent: true, roleAnswering: true, roleSecretary: true, roleSitting: true, roleApplying: true,
	}
	for _, r := range callRoles {
		held[r.is] = true
	}
	for _, e := range rolesAbove {
		for _, above := range e {
			held[above] = true
		}
	}
	for id, p := range policies(t) {
		for _, part := range strings.Split(string(p.MarshalCedar()), `Role::"`)[1:] {
			name, _, _ := strings.Cut(part, `"`)
			require.True(t, held[role(types.String(name))], "%s speaks of the role %s", id, name)
		}
	}
}

func TestAPartyIsToldOfNoKindThatNobodyHasThoughtAbout(t *testing.T) {
	t.Parallel()
	tender := twinning.Twinning{Reference: "DHE-2019-AAAAAA", Stage: twinning.Active, Versions: []twinning.Version{{Number: 1, By: "contact"}}, Tender: twinning.Tender{Contact: "contact"}}
	sight := Of(As("contact"), call.Call{Stage: call.Running}, tender)
	hidden := []string{}
	for _, k := range twinning.Events.Kinds() {
		e, _ := twinning.Events.Zero(k)
		if !sight.Event(Happening{Kind: k, Event: law.Event(e), Before: tender}) {
			hidden = append(hidden, k)
		}
	}
	require.Equal(t, []string{
		"tender-refused-late.v1", "conflict-declared.v1", "assignment-noted.v1", "evaluation-recorded.v1", "tender-evaluated.v1", "rung-passed.v1",
		"tender-refused.v1", "eligibility-proposed.v1", "arbitration-opened.v1", "consensus-awaited.v1", "consensus-proposed.v1", "consensus-agreed.v1",
		"reevaluation-ordered.v1", "sample-drawn.v1", "hold-placed.v1", "hold-lifted.v1", "letter-unreached.v1", "unreached-settled.v1",
		"letter-bounced.v1", "letters-sent-again.v1", "waiver-proposed.v1",
	}, hidden, "these are told to a party only as the policies say, or not at all")
}

func BenchmarkWhoSeesATender(b *testing.B) {
	c := call.Call{Stage: call.Running, Roles: map[law.Role][]string{law.Officer: {"officer"}}}
	t := twinning.Twinning{Reference: "DHE-2019-AAAAAA", Stage: twinning.Active}
	for b.Loop() {
		s := Of(As("officer"), c, t)
		for _, p := range Aspects() {
			s.Sees(p)
		}
	}
}

package access_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/survey"
)

// The table of docs/access.md is what the policies decide about bodies.
func TestWhoSeesWhatOfABodyIsAsTheTableSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(text), "| an application, declared interests |\n|---|---|---|---|---|\n")
	require.True(t, ok)
	viewers := map[string][]access.Viewer{
		"the public": {{}, {Person: "stranger"}}, "who applied": {{Person: "applicant"}}, "who sits": {{Person: "member"}, {Person: "alternate"}, {Person: "chair"}},
		"the secretariat, the operator": {{Person: "staff"}, {Operator: true}},
	}
	seen := 0
	for line := range strings.Lines(table) {
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		require.NotEmpty(t, viewers[cells[0]], cells[0])
		seen++
		for _, v := range viewers[cells[0]] {
			for _, rule := range []bool{false, true} {
				b := body.Body{
					Stage: body.Active, Rules: body.BodyRules{Officers: []string{"staff"}, Publish: body.BodyPublishRule{Members: rule, Persons: rule, Meetings: rule, Documents: rule, Minutes: rule, Decisions: rule, Votes: rule, Advice: rule, Actions: rule}},
					Members: []body.Member{{ID: "EE", Person: "member", Alternates: []string{"alternate"}}}, Chairs: []body.Chair{{Chair: "chair", Person: "chair"}},
				}
				sight := access.OfBody(v, b, "applicant")
				published := []bool{sight.Members(), sight.Persons(), sight.Meetings(), sight.Documents(), sight.Minutes(), sight.Decisions(), sight.Votes(), sight.Advice(), sight.Actions()}
				want := map[string]bool{"all": true, "-": false, "if the rule book says so": rule, "own": v.Person == "applicant"}
				for i, sees := range []bool{sight.Reads(), published[0], sight.Inside(), sight.Application()} {
					require.Contains(t, want, cells[i+1])
					require.Equal(t, want[cells[i+1]], sees, "%v, %d", v, i)
				}
				for i, p := range published {
					require.Equal(t, published[0], p, "%v, %d", v, i)
				}
			}
		}
	}
	require.Equal(t, len(viewers), seen)
}

// A ballot under way is nobody's to read but its voter's: not the secretariat's, not the operator's.
func TestABallotUnderWayIsItsVotersAlone(t *testing.T) {
	t.Parallel()
	cast := func(step int, by string) body.BallotCast {
		return body.BallotCast{Decision: "d1", Step: step, Voter: "EE", Member: "EE", Vote: body.For, By: by}
	}
	ballots := []body.Ballot{{Step: 0, Voter: "EE", By: "p-ee"}, {Step: 1, Voter: "EE", By: "p-ee"}, {Step: 1, Voter: "MT", By: "p-mt"}}
	is := body.Body{Decisions: []body.Decision{{ID: "d1", Stands: body.Open, Ballots: ballots, Tallies: []body.Tally{{}}}}}
	for _, v := range []access.Viewer{{Person: "staff"}, {Operator: true}} {
		sight := access.OfAnother(v, "body/EHN", []string{"staff"})
		require.True(t, sight.Full())
		happening := access.Happening{Kind: "ballot-cast.v1", Actor: "p-ee", Event: cast(0, "p-ee")}
		require.False(t, sight.Event(happening))
		happening.Later = []law.Event{body.VotesCounted{Decision: "d2"}}
		require.False(t, sight.Event(happening), "another decision")
		happening.Later = append(happening.Later, body.VotesCounted{Decision: "d1"})
		require.True(t, sight.Event(happening), "it is counted")
		shown, left := sight.Life(is, is)
		require.True(t, left)
		require.Equal(t, ballots[:1], shown.(body.Body).Decisions[0].Ballots)
		require.Len(t, is.Decisions[0].Ballots, 3, "what is shown is a copy")
		before := body.Body{Decisions: []body.Decision{{ID: "d1", Stands: body.Open, Ballots: ballots[:1]}}}
		shown, left = sight.Life(before, is)
		require.False(t, left, "as it stood then: it is counted by now")
		require.Equal(t, ballots[:1], shown.(body.Body).Decisions[0].Ballots)
	}
	own := access.OfAnother(access.Viewer{Person: "p-mt"}, "body/EHN", []string{"p-mt"})
	shown, _ := own.Life(is, is)
	require.Equal(t, []body.Ballot{ballots[0], ballots[2]}, shown.(body.Body).Decisions[0].Ballots)
}

func TestWhichAnswersToAnEvaluationFormAreWhoseIsToldToNobody(t *testing.T) {
	t.Parallel()
	is := masterclass.Masterclass{Registrations: []masterclass.Registration{{Number: 1, Person: "p-1", Evaluated: []survey.Given{{Part: "use-text"}}}}}
	for _, v := range []access.Viewer{{Person: "staff"}, {Operator: true}} {
		shown, left := access.OfAnother(v, "masterclass/TRIESTE", []string{"staff"}).Life(is, is)
		require.True(t, left)
		require.Empty(t, shown.(masterclass.Masterclass).Registrations[0].Evaluated)
		require.Equal(t, "p-1", shown.(masterclass.Masterclass).Registrations[0].Person)
	}
}

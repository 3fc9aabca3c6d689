package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"twinning.example/engine/internal/life"
)

// What Temporal's page shows of a life: summaries of its steps, a table of what
// is owed, and the search attributes. It names roles, never people.

var (
	callKey      = temporal.NewSearchAttributeKeyKeyword(life.CallAttribute)
	programmeKey = temporal.NewSearchAttributeKeyKeyword(life.ProgrammeAttribute)
	stageKey     = temporal.NewSearchAttributeKeyKeyword(life.StageAttribute)
	dueKey       = temporal.NewSearchAttributeKeyTime(life.DueAttribute)
)

// mostSummary is how many bytes a summary has at most; Temporal refuses more than 400.
const mostSummary = 300

// index sets the search attributes that have changed. Each upsert is a billed
// Action: one is made when the stage changes, and sets all of them; the due date
// alone is set anew only after a timer fired, or a command found moments that it
// had to record first. So what is due may be shown as before until the next
// moment, never longer.
func (l *running) index(ctx workflow.Context, fired bool) error {
	s := l.now.Search
	if s == nil || l.now.Stage == "" {
		return nil
	}
	shown := workflow.GetTypedSearchAttributes(ctx)
	var set []temporal.SearchAttributeUpdate
	if stage, ok := shown.GetKeyword(stageKey); !ok || stage != l.now.Stage {
		set = append(set, stageKey.ValueSet(l.now.Stage))
	} else if !fired {
		return nil
	}
	if call, ok := shown.GetKeyword(callKey); !ok || call != s.Call {
		set = append(set, callKey.ValueSet(s.Call))
	}
	if programme, ok := shown.GetKeyword(programmeKey); !ok || programme != s.Programme {
		set = append(set, programmeKey.ValueSet(s.Programme))
	}
	due, ok := shown.GetTime(dueKey)
	switch {
	case s.Due.IsZero() && ok:
		set = append(set, dueKey.ValueUnset())
	case !s.Due.IsZero() && (!ok || !due.Equal(s.Due)):
		set = append(set, dueKey.ValueSet(s.Due))
	}
	if len(set) == 0 {
		return nil
	}
	return workflow.UpsertTypedSearchAttributes(ctx, set...)
}

// brought is the summary of judging what the dispatcher brings: submit-log, approve-expense.
func brought(t life.Through) string {
	switch {
	case len(t.Commands) > 0:
		return short(strings.Join(t.Commands, ", "))
	case t.Reason != "":
		return short(t.Reason)
	}
	return "commands"
}

// purpose is the summary of the timer for the next moment: reminder log-03, due 2020-01-25.
func purpose(now life.Now) string {
	if now.For != "" {
		return short(now.For)
	}
	return instant(now.Moment)
}

// details is the table that Temporal's page shows of a life while a worker is there.
func details(now life.Now) string {
	var b strings.Builder
	stage := now.Stage
	if stage == "" {
		stage = "nothing in time yet"
	}
	b.WriteString(fmt.Sprintf("**%s**", stage))
	switch {
	case now.Parked:
		b.WriteString(": parked after failures, until an operator nudges it")
	case now.Over:
		b.WriteString(": over")
	case now.Moment.IsZero():
		b.WriteString(": waits for people")
	case now.For == "":
		b.WriteString(": the next moment is " + instant(now.Moment))
	default:
		b.WriteString(fmt.Sprintf(": the next moment is %s, %s", now.For, instant(now.Moment)))
	}
	if now.Letters > 0 {
		b.WriteString(fmt.Sprintf("; letters that wait: %d", now.Letters))
	}
	if len(now.Owed) == 0 {
		return b.String()
	}
	b.WriteString(fmt.Sprintf("\n\n| role | obligation | until the end of (%s) |\n|---|---|---|\n", now.Zone))
	for _, o := range now.Owed {
		b.WriteString(fmt.Sprintf("| %s | %s | %s |\n", o.By, o.What, o.Due))
	}
	if now.More > 0 {
		b.WriteString(fmt.Sprintf("\nand %d more", now.More))
	}
	return b.String()
}

func instant(at time.Time) string { return at.UTC().Format("2006-01-02 15:04 MST") }

func short(s string) string {
	if len(s) <= mostSummary {
		return s
	}
	return strings.ToValidUTF8(s[:mostSummary], "") + " ..."
}

package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/api"
	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/lives"
)

// linesAbout are the command lines, of every command that a desk runs, whose first argument may name a life of a kind; what follows it is made up.
func linesAbout(noun, reference string) (lines [][]string) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			visit(sub)
		}
		names := strings.Fields(c.Use)[1:]
		if c.CommandPath() == "twinning invitation accept" { // whoever has its link is told that it is not theirs
			return
		}
		if len(names) == 0 || c.HasSubCommands() || c.Name() == "help" || whereOf(c) != onServer {
			return
		}
		of := lifeArguments[strings.Trim(names[0], "[]")]
		if of == nil {
			return
		}
		text := reference
		if streams, err := of(text); err != nil || !isOf(streams, noun) {
			text = noun + "/" + reference
			if streams, err = of(text); err != nil || !isOf(streams, noun) {
				return
			}
		}
		line := append(strings.Fields(c.CommandPath())[1:], text)
		for range names[1:] {
			line = append(line, "x")
		}
		lines = append(lines, line)
	}
	visit(newApp(nil, nil, nil).root())
	return lines
}

func isOf(streams []string, noun string) bool {
	for _, s := range streams {
		if k, ok := lives.Of(s); ok && k.Noun == noun {
			return true
		}
	}
	return false
}

// TestALifeOfWhichSomebodyMayNotKnowIsToldAsOneThatIsNotThere types every command about a life of each kind that may be hidden, and about one that
// there is not, as somebody who may not know of it: exit code and words are the same. Where a life may be known, it is shown to be looked at.
func TestALifeOfWhichSomebodyMayNotKnowIsToldAsOneThatIsNotThere(t *testing.T) {
	f := newFortress(t, "2019-06-13")
	refs := f.furnish()
	typed := func(person string, args []string) api.CommandLineAnswer {
		body, err := json.Marshal(map[string]any{"args": args, "id": "asked-once"})
		require.NoError(t, err)
		a := f.do(http.MethodPost, "/api/v1/command-line", body, f.as(person))
		require.Equal(t, http.StatusOK, a.status, a.body)
		var said api.CommandLineAnswer
		require.NoError(t, json.Unmarshal([]byte(a.body), &said))
		return said
	}
	type pair struct{ noun, is, none, as string }
	var all []pair
	for _, as := range []string{calltest.Stranger, calltest.Contact(gone)} {
		all = append(all, pair{"tender", mine, calltest.Reference + "-ZZZZZZ", as})
		if as == calltest.Contact(gone) && testing.Short() {
			continue
		}
		all = append(all, pair{"tender", elsewhere, otherCall + "-ZZZZZZ", as}, pair{"call", draftCall, "DRAFT-2018", as},
			pair{"invitation", f.invitation, calltest.Reference + "-ZZZZZZZZZZ", as}, pair{"organisation", f.record, "ZZZZZZZZZZ", as}, pair{"entry", refs["{entry}"][0], "HEALTH-ZZZZZZZZZZZZ", as})
	}
	all = append(all, pair{"interest", refs["{interest}"][0], "HEALTH-ZZZZZZZZZZZZ", calltest.Stranger})
	asked := map[string]int{}
	for _, p := range all {
		k := kindOf(p.noun)
		require.Equal(t, http.StatusNotFound, f.do(http.MethodGet, "/api/v1/"+k.Plural()+"/"+p.is, nil, f.as(p.as)).status, "%s %s may be known to %s", p.noun, p.is, p.as)
		lines, none := linesAbout(p.noun, p.is), linesAbout(p.noun, p.none)
		for _, kind := range []string{"withdraw-tender", "publish-call", "withdraw-entry", "decline-interest"} {
			lines, none = append(lines, []string{"send", p.is, kind}), append(none, []string{"send", p.none, kind})
		}
		for i, line := range lines {
			is, not := typed(p.as, line), typed(p.as, none[i])
			said := strings.NewReplacer(p.is, p.none, streamOf(p.noun, p.is), streamOf(p.noun, p.none)).Replace(is.Out + is.Err)
			require.Equal(t, not.Out+not.Err, said, "%s as %s", strings.Join(line, " "), p.as)
			require.Equal(t, not.Code, is.Code, "%s as %s: %s", strings.Join(line, " "), p.as, said)
			if is.Code == exitNotFound {
				asked[p.noun]++
			}
			require.NotEqual(t, exitRefused, is.Code, "%s as %s: %s", strings.Join(line, " "), p.as, said)
		}
	}
	for noun, least := range map[string]int{"tender": 40, "call": 30, "entry": 8, "interest": 6, "invitation": 3, "organisation": 3} {
		require.GreaterOrEqual(t, asked[noun], least, "commands about a hidden %s that reached the record", noun)
	}
	f.quiet()
}

func kindOf(noun string) lives.Kind {
	all := lives.All()
	return all[slices.IndexFunc(all, func(k lives.Kind) bool { return k.Noun == noun })]
}

func streamOf(noun, reference string) string {
	stream, _ := kindOf(noun).StreamOf(reference)
	return stream
}

// At the programme's machine, who is named with --as is told of a hidden tender what they are told of none; the operator is told that it is there.
func TestAtTheMachineAHiddenTenderIsNoTenderForWhomIsNamed(t *testing.T) {
	w := newAskedWorld(t, summer)
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "call publish DHE-2019 --as officer")
	w.submits(0, "$TENDER", w.file("good.yaml", planted), "mask-contact", "known-1")
	for _, line := range []string{"tender show TENDER", "show TENDER", "history TENDER", "obligations TENDER", "explain TENDER", "evidence list TENDER", "contract show TENDER", "tender withdraw TENDER --reason none"} {
		is := w.must(exitNotFound, strings.ReplaceAll(line, "TENDER", w.refs["$TENDER"])+" --as kwido-contact")
		none := w.must(exitNotFound, strings.ReplaceAll(line, "TENDER", "DHE-2019-ZZZZZZ")+" --as kwido-contact")
		require.Equal(t, none, strings.ReplaceAll(is, w.refs["$TENDER"], "DHE-2019-ZZZZZZ"), line)
	}
	w.must(0, "tender show $TENDER --as mask-contact")
	w.must(0, "tender show $TENDER")
}

package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

// oneOfTwo is a tender whose title, organisations and plan say whose it is.
const oneOfTwo = `title: %[1]s title
type: full-adoption
priority: priority-3
topic: mhealth
solution: %[1]s solution
plan: %[1]s plan
description: %[1]s description
months: 12
organisations:
  - {id: %[2]s-one, name: %[1]s Organisation One, country: FR}
  - {id: %[2]s-two, name: %[1]s Organisation Two, country: FI}
originators: [%[2]s-one]
adopters: [%[2]s-two]
tenderer: %[2]s-one
contractor: %[2]s-one
contact: %[3]s-contact
signatory: %[3]s-signatory
costs: {personnel: EUR 18000.00, direct: EUR 14000.00, subcontracting: EUR 11000.00}
documents: [{id: tender-form, name: Tender form, sha256: 9f88e916ccd9238555d51e94a4130309082a72dbb394691816890a6dbc9c787e, size: 24}]
exclusion: true
`

// A named call has two tenders; the words stand in nothing of the other call.
type namedCall struct {
	ref, title string
	words      [2]string // one a tender
	parties    [2]string
	tenders    [2]string // references
}

// Two calls of one ledger, whose references begin alike.
func theTwoCalls() (*namedCall, *namedCall) {
	return &namedCall{ref: "DHU-2023", title: "Alnus", words: [2]string{"Betula", "Carpinus"}, parties: [2]string{"mask", "kwido"}},
		&namedCall{ref: "DHU-2023-2", title: "Fagus", words: [2]string{"Quercus", "Sorbus"}, parties: [2]string{"telecare", "cce"}}
}

// of finds what is of this call in what was said: its reference, those of its
// tenders and their streams, its title, its titles and organisations.
func (c *namedCall) of(said string, other *namedCall) string {
	for _, own := range append([]string{other.ref}, other.tenders[:]...) { // DHU-2023-2 holds DHU-2023
		if strings.HasPrefix(own, c.ref) {
			said = regexp.MustCompile(regexp.QuoteMeta(own)+`\b`).ReplaceAllString(said, "*")
			said = regexp.MustCompile(regexp.QuoteMeta(law.TwinningStream(own))+`\b`).ReplaceAllString(said, "*")
		}
	}
	names := []string{regexp.QuoteMeta(c.ref) + `(?:/|-[A-Z2-7]{6}\b|\b[^-]|$)`, c.title, c.words[0], c.words[1]}
	for _, t := range c.tenders {
		names = append(names, regexp.QuoteMeta(t), regexp.QuoteMeta(law.TwinningStream(t)))
	}
	return regexp.MustCompile(`(?i:` + strings.Join(names, "|") + `)`).FindString(said)
}

// twoWorld has the two calls.
type twoWorld struct {
	*sealedWorld
	first, second *namedCall
	answered      map[string]bool // commands that had something to say
}

func newTwoWorld(t *testing.T) *twoWorld {
	first, second := theTwoCalls()
	w := &twoWorld{newAskedWorld(t, summer), first, second, map[string]bool{}}
	book, err := os.ReadFile("../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	for _, c := range []*namedCall{first, second} {
		rules := strings.Replace(string(book), "value: DHE-2019,", "value: "+c.ref+",", 1)
		rules = strings.Replace(rules, "value: Call for Twinning Tenders,", "value: "+c.title+" call,", 1)
		w.must(0, "call open "+w.file(c.ref+".yaml", rules)+" --people ../programmes/dhe-2019.people.yaml --as officer")
		w.must(0, "call publish "+c.ref+" --as officer")
		for n := range 4 {
			w.must(0, fmt.Sprintf("evaluator appoint %s eva-%d --as officer", c.ref, n+1))
			w.must(0, fmt.Sprintf("evaluator declare %s --as eva-%d", c.ref, n+1))
		}
		for i, word := range c.words {
			file := w.file(word+".yaml", fmt.Sprintf(oneOfTwo, word, strings.ToLower(word), c.parties[i]))
			w.submitsTo(c.ref, 0, c.ref, file, c.parties[i]+"-contact", fmt.Sprintf("sealed-%d", i+1))
			c.tenders[i] = w.refs[c.ref]
			delete(w.refs, c.ref)
			w.must(0, "tender draft save "+c.ref+" "+file+" --as "+c.parties[i]+"-contact --name "+strings.ToLower(word))
		}
	}
	return w
}

// says runs a command for one call and finds nothing of the other in what it says.
func (w *twoWorld) says(c *namedCall, code int, line string, more ...string) string {
	w.t.Helper()
	said := w.must(code, line, more...)
	require.Empty(w.t, w.other(c).of(said, c), "%s tells of %s: %s", line, w.other(c).ref, said)
	return said
}

func (w *twoWorld) other(c *namedCall) *namedCall {
	if c == w.first {
		return w.second
	}
	return w.first
}

// silent asks each reading command about each call and its tenders, and finds
// nothing of the other call. A reference and the name of a stream give the same.
func (w *twoWorld) silent(when string) {
	w.t.Helper()
	for _, c := range []*namedCall{w.first, w.second} {
		fill := strings.NewReplacer("DHE-2019", c.ref, "$TENDER", c.tenders[0], "$WITHDRAWN", c.tenders[1], "$REFUSED", c.tenders[1])
		streams := strings.NewReplacer("DHE-2019", law.CallStream(c.ref), "$TENDER", law.TwinningStream(c.tenders[0]), "$WITHDRAWN", law.TwinningStream(c.tenders[1]), "$REFUSED", law.TwinningStream(c.tenders[1]))
		for path, lines := range readable() {
			for _, line := range lines {
				if fill.Replace(line) == line {
					continue // about everything
				}
				for _, as := range []string{"", "officer", "auditor"} {
					tail := ""
					if as != "" {
						if !hasFlag(path, "as") {
							continue
						}
						tail = " --as " + as
					}
					for _, form := range []string{asText, asJSON} {
						args := append(append(strings.Fields(path)[1:], strings.Fields(fill.Replace(line)+tail)...), "-o", form)
						code, said := w.asks(args...)
						require.Empty(w.t, w.other(c).of(said, c), "%s: %v tells of %s: %s", when, args, w.other(c).ref, said)
						w.answered[path] = w.answered[path] || code == 0
						if form == asText && as != "officer" {
							args = append(append(strings.Fields(path)[1:], strings.Fields(streams.Replace(line)+tail)...), "-o", form)
							again, same := w.asks(args...)
							require.Equal(w.t, code, again, "%s: %v: %s", when, args, same)
						}
					}
				}
			}
		}
	}
}

// everythingAnswered: a command that never had anything to say was not looked at.
func (w *twoWorld) everythingAnswered() {
	w.t.Helper()
	for path, lines := range readable() {
		all := strings.Join(lines, " ")
		if strings.Contains(all, "DHE-2019") || strings.Contains(all, "$TENDER") {
			require.True(w.t, w.answered[path], "%s never answered", path)
		}
	}
}

func TestNothingOfACallIsSaidOrDecidedInAnotherWhoseReferenceBeginsAlike(t *testing.T) {
	if testing.Short() {
		t.Skip("two whole calls: make slow")
	}
	w := newTwoWorld(t)
	first, second := w.first, w.second
	require.NoError(t, w.stand(time.Date(2019, time.August, 8, 7, 0, 0, 0, time.UTC)))
	for _, c := range []*namedCall{first, second} {
		w.says(c, 0, "call open-tenders "+c.ref+" --as officer")
		w.says(c, 0, "call open-tenders "+c.ref+" --as head")
		for _, tender := range c.tenders {
			w.says(c, 0, "eligibility decide "+tender+" --eligible --as officer")
		}
	}
	w.says(first, 0, "evaluator declare "+first.tenders[1]+" --as eva-4 --conflict", "a sister works at "+first.words[1])
	w.says(second, 0, "evaluator conflicts "+second.ref+" --as officer")

	// the draw of the one leaves those of the other where they are
	w.says(second, 0, "evaluator draw "+second.ref+" --seed s --as officer")
	require.NoError(t, w.stand(time.Date(2019, time.August, 8, 7, 20, 0, 0, time.UTC)))
	before := w.must(0, "evaluation list "+second.ref+" --as officer -o json")
	w.says(first, 0, "evaluator draw "+first.ref+" --seed t --preview --as officer")
	w.says(first, 0, "evaluator draw "+first.ref+" --seed t --as officer")
	require.NoError(t, w.stand(time.Date(2019, time.August, 8, 7, 40, 0, 0, time.UTC)))
	require.Equal(t, before, w.must(0, "evaluation list "+second.ref+" --as officer -o json"))

	w.scored(first, 0, "5")
	w.scored(first, 1, "2")
	w.says(first, 0, "award what-if --call "+first.ref+" --as head")
	require.Contains(t, w.says(first, 0, "award preview "+first.ref), first.tenders[0], "it waits for no tender of the other call")
	w.scored(second, 0, "5")
	w.scored(second, 1, "5")
	w.says(second, 0, "award preview "+second.ref)
	w.silent("before the awards")

	// an award from the money of the one touches nothing of the other
	require.NoError(t, w.stand(time.Date(2019, time.September, 16, 7, 0, 0, 0, time.UTC)))
	history := w.history(second)
	w.says(first, 0, "award prepare "+first.ref+" --as officer")
	w.says(first, 0, "award release "+first.ref+" --as head")
	require.NoError(t, w.stand(time.Date(2019, time.September, 19, 7, 0, 0, 0, time.UTC)))
	w.says(first, 0, "complaint lodge "+first.tenders[1]+" --grounds facts --as "+first.parties[1]+"-contact --text", "it is good")
	w.says(first, 0, "complaint review "+first.tenders[1]+" --upheld --finding facts --as head --reason", "it is")
	require.Equal(t, history, w.history(second), "nothing was recorded in the other call, nor in its tenders")
	w.says(second, 0, "award what-if --call "+second.ref+" --as head")
	w.says(second, 0, "award prepare "+second.ref+" --as officer")
	w.says(second, 0, "award release "+second.ref+" --as head")
	require.Regexp(t, `(?s)"budget": "EUR 932000.00".*"left": "EUR 889000.00"`, w.must(0, "call show "+first.ref+" -o json"))
	require.Regexp(t, `(?s)"budget": "EUR 932000.00".*"left": "EUR 846000.00"`, w.must(0, "call show "+second.ref+" -o json"))
	w.silent("after both awards")
	w.everythingAnswered()
}

// scored has those who were drawn record their reports on a tender.
func (w *twoWorld) scored(c *namedCall, tender int, points string) {
	w.t.Helper()
	recorded := 0
	for n := range 4 {
		code, said := w.asks(strings.Fields(fmt.Sprintf("evaluation record %s --score relevance=%[2]s:a --score impact=%[2]s:b --score implementation=%[2]s:c --as eva-%[3]d", c.tenders[tender], points, n+1))...)
		require.Empty(w.t, w.other(c).of(said, c), said)
		if code == 0 {
			recorded++
		}
	}
	require.Equal(w.t, 2, recorded, "%s has two evaluators", c.tenders[tender])
}

// history is what people and lives have decided of a call and of its tenders;
// the letters of its own dates go on.
func (w *twoWorld) history(c *namedCall) string {
	all := ""
	for _, ref := range append([]string{c.ref}, c.tenders[:]...) {
		for line := range strings.Lines(w.says(c, 0, "history "+ref+" -o jsonl")) {
			if !strings.Contains(line, `"kind":"rung-passed.v1"`) {
				all += line
			}
		}
	}
	return all
}

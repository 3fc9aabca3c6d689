package body

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
)

// BodyEntries say as what an action that is done is offered in a marketplace: what its draft begins with, which whoever made it may revise.
type BodyEntries struct {
	Kind      string   `json:"kind"` // of solution
	Priority  string   `json:"priority"`
	Topic     string   `json:"topic"`
	Types     []string `json:"types"`
	Languages []string `json:"languages"`
}

func (r BodyRules) checkEntries() (wrong []error) {
	if r.Entries == nil {
		return nil
	}
	e := *r.Entries
	for _, x := range [][2]string{{"kind", e.Kind}, {"priority", e.Priority}, {"topic", e.Topic}} {
		if err := law.CheckCode("entries."+x[0], x[1]); err != nil {
			wrong = append(wrong, err)
		}
	}
	for _, x := range []struct {
		name  string
		codes []string
	}{{"types", e.Types}, {"languages", e.Languages}} {
		if len(x.codes) == 0 {
			wrong = append(wrong, law.LacksField("entries."+x.name))
		}
		for _, code := range x.codes {
			if err := law.CheckCode("entries."+x.name, code); err != nil {
				wrong = append(wrong, err)
			}
		}
	}
	return wrong
}

// Practice is the draft of the offer that an action becomes which is done: what was planned, and what was last reported, as texts of a state
// whose texts are told. There is none
// where the rule book makes none, where the action is not done or is not a country's, and where it was offered already.
func (b Body) Practice(action, organisation string) (market.Content, bool) {
	a, ok := b.Planned(action)
	m, _ := b.Member(a.Member)
	if e := b.Rules.Entries; !ok || e == nil || a.Percent() < 100 || m.Country == "" || b.Offered(action) != "" {
		return market.Content{}, false
	}
	title, _, _ := strings.Cut(string(a.Text), "\n")
	said := string(a.Text)
	if n := len(a.Progress); a.Progress[n-1].Text != "" {
		said += "\n\n" + string(a.Progress[n-1].Text)
	}
	e := b.Rules.Entries
	return market.Content{
		Side: market.Offer, Title: law.Text(cut(title, market.LongestTitle)), Description: law.Text(cut(said, market.LongestDescription)), Kind: e.Kind, Priority: e.Priority, Topic: e.Topic,
		Types: slices.Clone(e.Types), Languages: slices.Clone(e.Languages), Organisation: organisation, Country: m.Country,
	}, true
}

// Offered is the entry of a marketplace as which an action was offered, "" for none.
func (b Body) Offered(action string) string {
	for _, l := range b.Links {
		if entry, is := strings.CutPrefix(l.To, market.EntryRoot); is && l.From == "action/"+action {
			return entry
		}
	}
	return ""
}

// PracticeCommand is the id of the nth command that drafts the offer of an action as this: the same offer is drafted once, and what was refused is
// sent anew under the next. No text is in it, since an id stays where a text is erased.
func PracticeCommand(body, action string, offer market.Content, nth int) string {
	offer.Title, offer.Description = "", ""
	is, err := json.Marshal(offer)
	if err != nil {
		panic(err) // it is made of texts and lists of them
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{body, action, string(is), strconv.Itoa(nth)}, "\x00")))
	return "body-offer-" + hex.EncodeToString(sum[:12])
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return strings.TrimSpace(string(runes[:most]))
	}
	return text
}

package market

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// A Stage is where a marketplace, an entry or an interest stands.
type Stage string

// The stages of a marketplace.
const (
	Opened Stage = "open"
	Shut   Stage = "closed"
)

// A Market is what the events of a marketplace add up to.
type Market struct {
	Reference string    `json:"reference"`
	Stage     Stage     `json:"stage"` // "" before it is opened
	Rules     Rules     `json:"rules"`
	SHA256    string    `json:"sha256,omitempty"` // of its rule book, in hexadecimal
	By        string    `json:"by,omitempty"`
	Since     time.Time `json:"since,omitzero"` // of the rule book that holds
}

// StageName is the stage.
func (m Market) StageName() string { return string(m.Stage) }

// Over tells that nothing is awaited: a marketplace waits for nothing itself.
func (m Market) Over() bool { return true }

// RulesSHA is the hash of its rule book.
func (m Market) RulesSHA() string { return m.SHA256 }

// Checks tells whether a person is of the staff, who check entries.
func (m Market) Checks(person string) bool {
	return person != "" && slices.Contains(m.Rules.Officers, person)
}

// A MarketEvent is a fact of a marketplace.
//
//sumtype:decl
type MarketEvent interface {
	law.Event
	market()
}

// MarketOpened begins a marketplace.
type MarketOpened struct {
	Rules  Rules  `json:"rules"`
	SHA256 string `json:"sha256"` // of the rules as JSON
	By     string `json:"by"`     // person id
}

// MarketChanged puts another rule book in force. What was published stays until its date.
type MarketChanged struct {
	Rules  Rules    `json:"rules"`
	SHA256 string   `json:"sha256"`
	Why    law.Text `json:"why"`
}

// MarketClosed says that nothing is begun any more.
type MarketClosed struct {
	Why law.Text `json:"why"`
}

// Kind is the kind's name.
func (MarketOpened) Kind() string { return "market-opened.v1" }

// Kind is the kind's name.
func (MarketChanged) Kind() string { return "market-changed.v1" }

// Kind is the kind's name.
func (MarketClosed) Kind() string { return "market-closed.v1" }

func (MarketOpened) market()  {}
func (MarketChanged) market() {}
func (MarketClosed) market()  {}

// Tell is its sentence.
func (e MarketOpened) Tell() law.Reason { return law.Why("market-opened", law.Who("by", e.By)) }

// Tell is its sentence.
func (e MarketChanged) Tell() law.Reason {
	return law.Why("market-changed", law.Quote("why", e.Why))
}

// Tell is its sentence.
func (e MarketClosed) Tell() law.Reason { return law.Why("market-closed", law.Quote("why", e.Why)) }

// A MarketCommand is a request that a marketplace may refuse.
//
//sumtype:decl
type MarketCommand interface {
	law.Command
	decide(Market, law.Facts, law.Receipt) ([]MarketEvent, error)
}

// OpenMarket begins a marketplace with its rule book.
type OpenMarket struct {
	Rules Rules `json:"rules"`
}

// ChangeMarket replaces the rule book.
type ChangeMarket struct {
	Rules Rules    `json:"rules"`
	Why   law.Text `json:"why"`
}

// CloseMarket lets nothing begin any more.
type CloseMarket struct {
	Why law.Text `json:"why"`
}

// Kind is the kind's name.
func (OpenMarket) Kind() string { return "open-market" }

// Kind is the kind's name.
func (ChangeMarket) Kind() string { return "change-market" }

// Kind is the kind's name.
func (CloseMarket) Kind() string { return "close-market" }

// Check refuses a rule book that cannot be one.
func (c OpenMarket) Check() error { return c.Rules.Check() }

// Check refuses a rule book that cannot be one, and a change without a reason.
func (c ChangeMarket) Check() error {
	if err := c.Rules.Check(); err != nil {
		return err
	}
	return law.CheckRequired("why", c.Why)
}

// Check refuses to close without a reason.
func (c CloseMarket) Check() error { return law.CheckRequired("why", c.Why) }

// MarketFold changes whenever the same events add up to another state.
const MarketFold = 1

// The members of the two unions.
var (
	MarketEvents   = law.NewCatalogue[MarketEvent](MarketOpened{}, MarketChanged{}, MarketClosed{}, MarketStaffChanged{})
	MarketCommands = law.NewCatalogue[MarketCommand](OpenMarket{}, ChangeMarket{}, CloseMarket{}, ChangeMarketStaff{})
)

// Law is the law of a marketplace, as everything outside of it sees it.
var Law = law.Adapt(law.Typed[Market, MarketEvent, MarketCommand]{
	Name: "market", Fold: MarketFold, Events: MarketEvents, Commands: MarketCommands,
	Zero:   func(reference string) Market { return Market{Reference: reference} },
	Evolve: Market.evolve,
	Decide: func(c MarketCommand, m Market, f law.Facts, r law.Receipt) ([]MarketEvent, error) {
		return c.decide(m, f, r)
	},
	Needs: func(_ Market, commands ...MarketCommand) []string {
		return append(governance.ToOpen[OpenMarket](commands), governance.ToOpen[ChangeMarketStaff](commands)...)
	},
	Staff: func(m Market, _ law.Facts) []string { return m.Rules.Officers },
})

func (m Market) evolve(e MarketEvent, at law.Recorded) Market {
	switch e := e.(type) {
	case MarketOpened:
		m.Stage, m.Rules, m.SHA256, m.By, m.Since = Opened, e.Rules, e.SHA256, e.By, at.At()
	case MarketChanged:
		m.Rules, m.SHA256, m.Since = e.Rules, e.SHA256, at.At()
	case MarketClosed:
		m.Stage = Shut
	case MarketStaffChanged:
		m.Rules.Officers, _ = e.Handed(m.Rules.Officers, nil, at.At())
	}
	return m
}

// hashOf is the SHA-256 of a rule book as JSON.
func hashOf(r Rules) string {
	text, err := json.Marshal(r)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// decide opens a marketplace: from the first administrator on by one of them, or by a head
// or an officer of the open programme that it belongs to; before by anybody, as a call is.
func (c OpenMarket) decide(m Market, f law.Facts, r law.Receipt) ([]MarketEvent, error) {
	if m.Stage != "" {
		return nil, law.Refuse("market", "opened-already", law.Ref("market", m.Reference))
	}
	if a, _ := f.State(governance.AdministrationStream).(governance.Administration); len(a.People) > 0 && !a.Has(r.Actor) {
		p, _ := f.State(governance.ProgrammeStream(c.Rules.Programme)).(governance.Programme)
		if p.Stage != governance.Open || !p.As(r.ReceivedAt).Has(r.Actor, law.Head, law.Officer) {
			return nil, law.Refuse("market", "not-yours-to-open", law.Who("person", r.Actor), law.Ref("programme", c.Rules.Programme))
		}
	}
	return []MarketEvent{MarketOpened{Rules: c.Rules, SHA256: hashOf(c.Rules), By: r.Actor}}, nil
}

// steers refuses whoever is not of the staff of an open marketplace.
func (m Market) steers(r law.Receipt) error {
	switch {
	case m.Stage == "", !m.Checks(r.Actor):
		return law.Refuse("market", "staff-only", law.Ref("market", m.Reference))
	case m.Stage != Opened:
		return law.Refuse("market", "closed", law.Ref("market", m.Reference))
	}
	return nil
}

func (c ChangeMarket) decide(m Market, _ law.Facts, r law.Receipt) ([]MarketEvent, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	if r.By(law.Edition2) && !slices.Equal(slices.Sorted(slices.Values(c.Rules.Officers)), slices.Sorted(slices.Values(m.Rules.Officers))) {
		return nil, law.Refuse("market", "staff-apart", law.Ref("market", m.Reference)) // an earlier file would bring back who was there before
	}
	if sha := hashOf(c.Rules); sha != m.SHA256 {
		return []MarketEvent{MarketChanged{Rules: c.Rules, SHA256: sha, Why: c.Why}}, nil
	}
	return nil, law.Refuse("market", "says-so-already", law.Ref("market", m.Reference))
}

func (c CloseMarket) decide(m Market, _ law.Facts, r law.Receipt) ([]MarketEvent, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	return []MarketEvent{MarketClosed(c)}, nil
}

// marketOf is the marketplace of an entry or an interest.
func marketOf(reference string, f law.Facts) Market {
	m, _ := f.State(Root + Of(reference)).(Market)
	return m
}

package twinning

import (
	"time"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/obligation"
)

// Changes are the values that an amendment gives a contract. What is left out stays.
type Changes struct {
	Months     int            `json:"months,omitempty"`     // all months, not those that are added
	Costs      Costs          `json:"costs,omitzero"`       // all three cost kinds; their sum is the amount
	Type       string         `json:"type,omitempty"`       // id of a type of the rule book
	Joins      []Organisation `json:"joins,omitempty"`      // as adopters or, where Contractor names it, as the contractor
	Leaves     []string       `json:"leaves,omitempty"`     // ids of adopters
	Contractor string         `json:"contractor,omitempty"` // id of an organisation of the twinning, or of one that joins
	Contact    string         `json:"contact,omitempty"`    // person id
	Signatory  string         `json:"signatory,omitempty"`  // person id
	Activity   law.Text       `json:"activity,omitempty"`   // what is done otherwise than the tender says

	Personnel []PersonnelContract `json:"personnel,omitempty"` // that join, or stand instead of those of their ids
	Shares    []Share             `json:"shares,omitempty"`    // of the costs, of all organisations
	Received  []Share             `json:"received,omitempty"`  // what each organisation that leaves has received
}

// Values are what an amendment names, before it or after it.
type Values struct {
	Months     int          `json:"months,omitempty"`
	Amount     money.Amount `json:"amount,omitzero"`
	Costs      Costs        `json:"costs,omitzero"`
	Type       string       `json:"type,omitempty"`
	Adopters   []string     `json:"adopters,omitempty"` // ids of organisations
	Contractor string       `json:"contractor,omitempty"`
	Contact    string       `json:"contact,omitempty"`
	Signatory  string       `json:"signatory,omitempty"`

	Shares    []Share             `json:"shares,omitempty"`
	Personnel []PersonnelContract `json:"personnel,omitempty"` // of the ids that it names
}

// PrepareAmendment proposes one indivisible set of changes: all of them come into
// force, or none.
type PrepareAmendment struct {
	Changes
	From   calendar.Date `json:"from,omitzero"` // the first day on which it holds; zero is the day of the last signature
	Letter bool          `json:"letter,omitempty"`
	Reason law.Text      `json:"reason"`
}

// SignAmendment signs what is prepared, by its hash.
type SignAmendment struct {
	SHA256 string `json:"sha256"` // of its canonical bytes, as amendment show gives it
}

// RefuseAmendment is the other side's no.
type RefuseAmendment struct {
	Reason law.Text `json:"reason"`
}

// WithdrawAmendment takes an amendment back before the last signature.
type WithdrawAmendment struct {
	Reason law.Text `json:"reason"`
}

// AmendmentPrepared says what a party wants to change.
type AmendmentPrepared struct {
	Number  int               `json:"number"` // from 1
	Party   string            `json:"party"`  // which side began: contractor or procurer
	Changes Changes           `json:"changes"`
	Before  Values            `json:"before,omitzero"` // of what it changes
	After   Values            `json:"after,omitzero"`
	From    calendar.Date     `json:"from,omitzero"`
	Letter  bool              `json:"letter,omitempty"` // one party changes it by letter: nobody signs
	Asks    []string          `json:"asks,omitempty"`   // who signs: contractor, procurer, officer, head
	Reason  law.Text          `json:"reason"`
	SHA256  string            `json:"sha256"` // see AmendmentText
	Owed    []obligation.Owed `json:"owed,omitempty"`
	Leaving []Distribution    `json:"leaving,omitempty"` // as it stands when the amendment is prepared
	law.Promise
}

// AmendmentSigned is one of the signatures under an amendment.
type AmendmentSigned struct {
	Number int    `json:"number"`
	For    string `json:"for"` // contractor, procurer, officer or head
	SHA256 string `json:"sha256"`
}

// AmendmentInForce gives the contract its new values. The rule book stays.
type AmendmentInForce struct {
	At     time.Time         `json:"at"`
	Number int               `json:"number"`
	From   calendar.Date     `json:"from"`
	Freed  money.Amount      `json:"freed,omitzero"` // by which the amount is less
	Owed   []obligation.Owed `json:"owed,omitempty"` // by the new months
	Left   []Distribution    `json:"left,omitempty"` // what is due to who leaves, or from them

	Account int `json:"account,omitempty"` // number of the bank account of the contractor before, which is paid to no more
	law.Promise
}

// AmendmentRefused says that the other side does not want it.
type AmendmentRefused struct {
	Number int      `json:"number"`
	Reason law.Text `json:"reason"`
	law.Promise
}

// AmendmentWithdrawn says that who began an amendment took it back.
type AmendmentWithdrawn struct {
	Number int      `json:"number"`
	Reason law.Text `json:"reason"`
	law.Promise
}

// Amending is what became of the amendments of a contract.
type Amending struct {
	List  []Amendment            `json:"list"` // in the order of their numbers
	By    map[string]int         `json:"by,omitempty"`
	First Costs                  `json:"first,omitzero"` // as the contract was signed, before the first amendment in force
	Moved map[CostKind]Movements `json:"moved,omitempty"`

	FirstParts []Share              `json:"first_parts,omitempty"` // as they were before the first amendment of them
	Parts      map[string]Movements `json:"parts,omitempty"`       // by organisation
}

// Movements are what all shifts have moved into a cost kind and out of it.
type Movements struct {
	In  money.Amount `json:"in"`
	Out money.Amount `json:"out"`
}

// An Amendment is one, as prepared, and what became of it.
type Amendment struct {
	Number     int                  `json:"number"`
	Party      string               `json:"party"`
	By         string               `json:"by"`
	At         time.Time            `json:"at"`
	Changes    Changes              `json:"changes"`
	Before     Values               `json:"before,omitzero"`
	After      Values               `json:"after,omitzero"`
	From       calendar.Date        `json:"from,omitzero"`
	Letter     bool                 `json:"letter,omitempty"`
	Asks       []string             `json:"asks,omitempty"`
	Reason     law.Text             `json:"reason"`
	SHA256     string               `json:"sha256"`
	Signatures map[string]Signature `json:"signatures,omitempty"` // by for whom
	Status     string               `json:"status"`               // prepared, agreed, in-force, refused, withdrawn
	Why        law.Text             `json:"why,omitempty"`        // why it is refused or withdrawn
	EndedAt    time.Time            `json:"ended_at,omitzero"`    // in force, refused or withdrawn
	Leaving    []Distribution       `json:"leaving,omitempty"`    // what is due to who leaves, or from them
}

// What becomes of an amendment.
const (
	AmendmentOpen   = "prepared" // signatures are awaited
	AmendmentAgreed = "agreed"   // nobody signs any more; its day lies ahead
	AmendmentHolds  = "in-force"
	AmendmentNo     = "refused"
	AmendmentBack   = "withdrawn"
)

func (PrepareAmendment) Kind() string  { return "prepare-amendment" }
func (SignAmendment) Kind() string     { return "sign-amendment" }
func (RefuseAmendment) Kind() string   { return "refuse-amendment" }
func (WithdrawAmendment) Kind() string { return "withdraw-amendment" }

func (PrepareAmendment) command()  {}
func (SignAmendment) command()     {}
func (RefuseAmendment) command()   {}
func (WithdrawAmendment) command() {}

func (AmendmentPrepared) Kind() string  { return "amendment-prepared.v1" }
func (AmendmentSigned) Kind() string    { return "amendment-signed.v1" }
func (AmendmentInForce) Kind() string   { return "amendment-in-force.v1" }
func (AmendmentRefused) Kind() string   { return "amendment-refused.v1" }
func (AmendmentWithdrawn) Kind() string { return "amendment-withdrawn.v1" }

func (AmendmentPrepared) event()  {}
func (AmendmentSigned) event()    {}
func (AmendmentInForce) event()   {}
func (AmendmentRefused) event()   {}
func (AmendmentWithdrawn) event() {}

// HappenedAt is the instant from which the amendment holds.
func (e AmendmentInForce) HappenedAt() time.Time { return e.At }

// An amendmentEvent is a fact of an amendment.
//
//sumtype:decl
type amendmentEvent interface {
	Event
	amends()
}

func (AmendmentPrepared) amends()  {}
func (AmendmentSigned) amends()    {}
func (AmendmentInForce) amends()   {}
func (AmendmentRefused) amends()   {}
func (AmendmentWithdrawn) amends() {}

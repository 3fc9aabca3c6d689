package invitation

import (
	"slices"
	"strings"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
)

// A Command is a request that an invitation may refuse.
//
//sumtype:decl
type Command interface {
	law.Command
	decide(Invitation, law.Facts, law.Receipt) ([]Event, error)
}

// Invite sends an invitation to an address.
type Invite struct {
	Role     law.Role `json:"role"`               // of the call, or contact or signatory of the tender; without a tender signatory or colleague of one that is to come
	Tender   string   `json:"tender,omitempty"`   // reference; none where it is to the call
	Address  law.Text `json:"address"`            // e-mail
	Name     law.Text `json:"name,omitempty"`     // of whom is invited
	Language string   `json:"language,omitempty"` // ISO 639-1, of the letter
	Why      law.Text `json:"why"`                // told to whom is invited
}

// Accept is the word of whom is invited.
type Accept struct {
	Secret       string `json:"secret"`                 // of the link
	Organisation string `json:"organisation,omitempty"` // of an evaluator
	Country      string `json:"country,omitempty"`      // of an evaluator
}

// Withdraw ends an invitation that is open.
type Withdraw struct {
	Why law.Text `json:"why,omitempty"`
}

// NotePurposeOver follows from facts of the call or of its tenders: nobody needs the
// invitation any more. The invitation finds out itself whether that is so.
type NotePurposeOver struct{}

// Kind is the kind's name.
func (NotePurposeOver) Kind() string { return "note-purpose-over" }

// Check refuses nothing: it says nothing.
func (NotePurposeOver) Check() error { return nil }

// Kind is the kind's name.
func (Invite) Kind() string { return "invite" }

// Kind is the kind's name.
func (Accept) Kind() string { return "accept-invitation" }

// Kind is the kind's name.
func (Withdraw) Kind() string { return "withdraw-invitation" }

// Sealed: it names an address, and who speaks for a tender.
func (Invite) Sealed() bool { return true }

// Sealed: it holds the secret of the link.
func (Accept) Sealed() bool { return true }

// Addressee is the address under whose blind index the receipt is sealed, too.
func (o Invite) Addressee() string { return string(o.Address) }

// roles are what somebody can be invited as.
func roles(tender bool) []law.Role {
	if tender {
		return []law.Role{law.Contact, law.Signatory}
	}
	return append(law.StaffRoles(), law.Evaluator, law.Signatory, law.Colleague)
}

// listed names roles as they are typed.
func listed(roles []law.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

// Check refuses a role that nobody is invited to, and an invitation without address or reason.
func (o Invite) Check() error {
	if !slices.Contains(roles(o.Tender != ""), o.Role) {
		return law.Nonsensef(law.WrongValue("role", law.Codes(roles(o.Tender != ""))...), "role %q is none that somebody is invited to; allowed are %s", o.Role, listed(roles(o.Tender != "")))
	}
	if o.Tender != "" {
		if err := law.CheckCode("tender", o.Tender); err != nil {
			return err
		}
		if law.CallOf(o.Tender) == "" {
			return law.Nonsensef(law.WrongReference("tender", "DHE-2019-K7Q2MD"), "tender %q is not the reference of a tender", o.Tender)
		}
	}
	if o.Language != "" && !slices.Contains(call.Languages(), o.Language) {
		return law.Nonsensef(law.WrongValue("language", call.Languages()...), "language %q is none that letters are written in; allowed are %s", o.Language, strings.Join(call.Languages(), ", "))
	}
	if err := checkAddress(o.Address); err != nil {
		return err
	}
	if err := law.CheckText("name", o.Name); err != nil {
		return err
	}
	return law.CheckRequired("why", o.Why)
}

// checkAddress refuses what is no address at a glance. Whether a mail server takes it is found out by the letter.
func checkAddress(a law.Text) error {
	if err := law.CheckRequired("address", a); err != nil {
		return err
	}
	if !a.IsText() {
		return nil
	}
	at := 0
	for _, r := range string(a) {
		switch {
		case r == '@':
			at++
		case r <= ' ':
			return law.Nonsensef(law.WrongAddress("address"), "address has a space: it is one e-mail address, as in ada@example.org")
		}
	}
	if at != 1 || len(a) > 254 || a[0] == '@' || a[len(a)-1] == '@' {
		return law.Nonsensef(law.WrongAddress("address"), "address is not an e-mail address, as in ada@example.org")
	}
	return nil
}

// Check refuses a secret that no link has.
func (o Accept) Check() error {
	if err := law.CheckCode("secret", o.Secret); err != nil {
		return err
	}
	if err := law.CheckText("organisation", o.Organisation); err != nil {
		return err
	}
	if o.Country != "" {
		return law.CheckCode("country", o.Country)
	}
	return nil
}

// Check refuses a reason that nobody should have written.
func (o Withdraw) Check() error { return law.CheckText("why", o.Why) }

package twinning

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
)

// An AmendmentText is what the signatures under an amendment name. Its canonical
// bytes are its JSON in this order, without spaces. What a person wrote stands in
// it as the place of the receipt that holds it.
type AmendmentText struct {
	Call     string         `json:"call"`
	Tender   string         `json:"tender"`
	Contract string         `json:"contract,omitempty"` // SHA-256 of the contract's text, where the signatures under it named it
	Rules    string         `json:"rules"`              // SHA-256 of the rule book, which stays
	Number   int            `json:"number"`
	From     calendar.Date  `json:"from,omitzero"`
	Before   Values         `json:"before,omitzero"`
	After    Values         `json:"after,omitzero"`
	Joins    []Organisation `json:"joins,omitempty"`
	Leaves   []string       `json:"leaves,omitempty"`
	Activity law.Text       `json:"activity,omitempty"`
	Reason   law.Text       `json:"reason"`
	Received []Share        `json:"received,omitempty"` // by organisations that leave
}

// Text is what is signed under an amendment of the twinning.
func (a Amendment) Text(t Twinning) AmendmentText {
	return AmendmentText{
		Call: law.CallOf(t.Reference), Tender: t.Reference, Contract: t.Contract.SHA256, Rules: t.Contract.Rules, Number: a.Number, From: a.From,
		Before: a.Before, After: a.After, Joins: a.Changes.Joins, Leaves: a.Changes.Leaves, Activity: a.Changes.Activity, Reason: a.Reason, Received: a.Changes.Received,
	}
}

// Bytes are the canonical bytes.
func (a AmendmentText) Bytes() []byte {
	b, err := json.Marshal(a)
	if err != nil {
		panic(err) // it has nothing that JSON cannot say
	}
	return b
}

// SHA256 is the hash that a signature names, in hexadecimal.
func (a AmendmentText) SHA256() string {
	sum := sha256.Sum256(a.Bytes())
	return hex.EncodeToString(sum[:])
}

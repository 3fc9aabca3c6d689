package format

import (
	"fmt"
	"slices"
	"strings"
)

// EngineActor is who acts in what the engine says to itself: messages from one life to another.
const EngineActor = "engine"

// The streams of the ledger itself. Only an operator's key appends to them, but for BodiesExpiredKind, which a worker's key appends.
const (
	SettingsStream = "ledger/settings" // what the ledger is set to
	KeysStream     = "ledger/keys"     // signing keys, registered and revoked
	ErasuresStream = "ledger/erasures" // bodies that are erased
)

// FirstAdministrator is the kind of the one event in a life's own stream that no worker may append: who was made the first administrator.
const FirstAdministrator = "first-administrator-made.v1"

// MayAppend says whether a key of these roles may append an event; if not, why. This is the whole rule:
//
//	door      receipts of people's commands (<stream>/in), people (person/), questions that are recorded (what-if/)
//	worker    decisions (the streams of lives), fates of letters (<stream>/letters), the engine's own messages (<stream>/in), that what is
//	          sealed in a life is destroyed, its retention having ended (bodies-expired.v1)
//	operator  the ledger's own streams (ledger/), the first administrator, and what a door may
//
// So a process that faces people cannot forge a decision, nor a message in the engine's name, and a worker cannot forge the receipt of a
// person's command.
func MayAppend(roles []KeyRole, h Header) error {
	need := []KeyRole{KeyWorker}
	family, _, _ := strings.Cut(h.Stream, "/")
	switch {
	case h.Stream == ErasuresStream && h.Kind == BodiesExpiredKind:
	case family == "ledger", h.Kind == FirstAdministrator:
		need = []KeyRole{KeyOperator}
	case strings.HasSuffix(h.Stream, "/in") && h.Actor != EngineActor, family == "person", family == "what-if":
		need = []KeyRole{KeyDoor, KeyOperator}
	}
	for _, r := range need {
		if slices.Contains(roles, r) {
			return nil
		}
	}
	return fmt.Errorf("%s in %s is appended by a key of the role %s, and this key has %s", h.Kind, h.Stream, need[0], joinRoles(roles))
}

package access

import (
	"github.com/cedar-policy/cedar-go/types"
)

var (
	aTenderCommand = types.NewEntityUID("TenderCommand", "")
	aCallCommand   = types.NewEntityUID("CallCommand", "")
	aLifeCommand   = types.NewEntityUID("LifeCommand", "")
)

// Sends tells whether the viewer may bring a command of a kind before the law. The law
// decides it.
func (s Sight) Sends(kind string) bool {
	facts := types.RecordMap{"kind": types.String(kind)}
	switch s.asked.about() {
	case aTender:
		facts["tender"] = aTender
		return s.mayOf(aTenderCommand, "command", types.NewRecord(facts))
	case aCall:
		return s.mayOf(aCallCommand, "command", types.NewRecord(facts))
	}
	return s.mayOf(aLifeCommand, "command", types.NewRecord(facts))
}

// Addresses tells whether the viewer may know that the life is there, to send it a command.
func (s Sight) Addresses() bool {
	return s.Sees(Listed) || s.asked.about() == aTender && s.may("address")
}

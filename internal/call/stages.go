package call

import "twinning.example/engine/internal/law"

// A Stage is where a call stands in its life.
type Stage string

// The stages of a call.
const (
	None       Stage = ""
	Drafted    Stage = "drafted"
	Published  Stage = "published"
	Open       Stage = "open"
	Shut       Stage = "shut"   // the limit has passed; the tenders are sealed still
	Opened     Stage = "opened" // the tenders are read
	Evaluating Stage = "evaluating"
	Decided    Stage = "decided"
	Running    Stage = "running"
	Finished   Stage = "finished"
	Cancelled  Stage = "cancelled" // ended without an award
)

// A Row of the table says what is awaited in a stage and what moves it on.
type Row struct {
	Stage  Stage
	Awaits string
	Moves  []Move
}

// A Move is one way from one stage to another: the event that makes it.
type Move struct {
	By   string // kind of the event
	To   Stage
	When string // who or what, in words
	// Hands are the people of the call whom it takes; none where time, a tenderer
	// or another life moves it.
	Hands []law.Hand
}

// cancel ends a call before the release of its award.
var cancel = Move{"call-cancelled.v1", Cancelled, "one of the staff proposes to cancel it, with a reason, and another signs", byTwo}

// Stages is the life of a call. Evolve knows no other moves.
func Stages() []Row {
	return []Row{
		{None, "the rule book", []Move{{"call-opened.v1", Drafted, "an officer opens the call from its rule book", only(law.Opens, law.Officer)}}},
		{Drafted, "publication", []Move{{"call-published.v1", Published, "an officer or the head publishes it", []law.Hand{staffHand(law.Publishes)}}, cancel}},
		{Published, "the day of opening", []Move{{"submission-opened.v1", Open, "the day of opening comes", nil}, cancel}},
		{Open, "tenders, until the limit", []Move{{"submission-shut.v1", Shut, "the last limit has passed", nil}, cancel}},
		{Shut, "the opening of the tenders, which are sealed still", []Move{
			{"tenders-opened.v1", Opened, "two people of the staff open them, or the moment of the rule book comes", byTwo},
			{"deadline-set.v1", Open, "the head extends the deadline", only(law.GivesTime, law.Head)},
			{"late-admission-granted.v1", Open, "the head admits one named tender late", only(law.GivesTime, law.Head)},
			cancel,
		}},
		{Opened, "eligibility and the first assignment", []Move{
			{"evaluators-assigned.v1", Evaluating, "an officer assigns the first evaluators", only(law.Assigns, law.Officer)},
			{"assignments-drawn.v1", Evaluating, "an officer has the evaluators drawn", only(law.Assigns, law.Officer)},
			{"award-released.v1", Decided, "no tender is left to evaluate, and that is released", []law.Hand{staffHand(law.Prepares), staffHand(law.Releases)}},
			cancel,
		}},
		{Evaluating, "evaluation reports and the award", []Move{{"award-released.v1", Decided, "the award is released by another person than prepared it", []law.Hand{staffHand(law.Prepares), staffHand(law.Releases)}}, cancel}},
		{Decided, "contracts", []Move{
			{"contract-noted.v1", Running, "the first contract is in force", nil},
			{"call-finished.v1", Finished, "nothing was awarded, or every award was declined and nobody is on the reserve list, and the time for complaints is over", nil},
		}},
		{Running, "closure of every twinning", []Move{{"call-finished.v1", Finished, "the last twinning has ended", nil}}},
		{Finished, "nothing", nil},
		{Cancelled, "nothing", nil},
	}
}

package law

// An Edition is the number of the law that a command is judged by: the newest when the command was received. It stands in the receipt, so that
// what was decided is decided in the same way whenever it is computed again. A refusal that joins the law, or another answer to a command that
// there is already, raises Newest and holds from that number on; Receipt.By asks for it.
type Edition int

// The editions. 0 is that of receipts that name none, and of whatever the engine sends to lives itself.
const (
	// Edition1 refuses, in a body: a member or a meeting before its mandate, with reasons of their own an extension where there is no last day and
	// a missing country. In an initiative: deciding on a topic, or pairing in it, before the closing date has said what becomes of it. In a
	// masterclass: moving a session to where it is. In a survey: a closing date, or a leave to correct, that is too late a day; it lets
	// the closing date be moved back. In a twinning: it keeps an interim report owed that was due before an early completion.
	Edition1 Edition = 1
	// Edition2 refuses that somebody steers a survey, an initiative or a masterclass in which they take part, or takes part in one that they
	// steer. Of a marketplace it refuses that a change of its rule book changes who checks the entries.
	Edition2 Edition = 2
	// Edition3 refuses a signature under a contract that does not name the SHA-256 of its text. A day of M1 that was signed or prepared, and has
	// come, is passed over by whoever signs then.
	Edition3 Edition = 3

	// Newest is what the door stamps on the commands of people.
	Newest = Edition3
)

// By tells whether the command is judged by an edition, or a later one.
func (r Receipt) By(e Edition) bool { return r.Edition >= e }

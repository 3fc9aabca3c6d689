// Code generated from the document of the API; DO NOT EDIT.

package client

import (
	"encoding/json"
	"time"
)

// An AbsenceRow is one absence with its deputy.
type AbsenceRow struct {
	Number int64    `json:"number"`
	Person string   `json:"person"`
	Deputy string   `json:"deputy"`
	Roles  []string `json:"roles"`
	Since  string   `json:"since"`
	End    string   `json:"end"`
	Stands string   `json:"stands"` // to come, now, over
}

// An AccountPage is the bank account of a twinning: the one that is paid to, and
// the one that waits for a second person.
type AccountPage struct {
	Tender   string          `json:"tender"`
	Account  json.RawMessage `json:"account,omitzero"`  // two people have given it
	Proposed json.RawMessage `json:"proposed,omitzero"` // waits to be confirmed
}

// An AccountRow is one bank account.
type AccountRow struct {
	Number    int64  `json:"number"` // from 1
	By        string `json:"by"`     // person id
	Confirmed string `json:"confirmed,omitzero"`
	Payee     string `json:"payee,omitzero"` // what the verification of payee said
	Holder    string `json:"holder"`
	Iban      string `json:"iban"`
	Bic       string `json:"bic,omitzero"`
	Street    string `json:"street,omitzero"`
	PostCode  string `json:"post_code,omitzero"`
	Town      string `json:"town"`
	Country   string `json:"country"`
}

// Added is a file that was added, or whose command was refused: the receipt says which.
type Added struct {
	File    string  `json:"file"` // opaque name in the store
	For     string  `json:"for"`
	Type    string  `json:"type"`
	Size    int64   `json:"size"`   // bytes
	SHA256  string  `json:"sha256"` // of the content
	State   string  `json:"state"`  // of the scanner
	Receipt Receipt `json:"receipt"`
}

// An AdministratorRow is one administrator, now or in the past.
type AdministratorRow struct {
	Person string `json:"person"`
	Now    bool   `json:"now"`
}

// An AgendaItem of a meeting.
type AgendaItem struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
	For   string `json:"for"` // information, discussion or decision
}

// An AlikeRow is a record that may be of the same organisation, and by what.
type AlikeRow struct {
	Reference string   `json:"reference"`
	By        []string `json:"by"`
}

// An AmendedValue is a value before an amendment and after it.
type AmendedValue struct {
	Value string `json:"value"`         // months, costs, type, adopters, contractor, contact, signatory, shares, personnel, leaving
	Kind  string `json:"kind,omitzero"` // of costs: the cost kind, or amount; of shares and personnel: the id; of who leaves: its id and what is said of it
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// An AmendmentRow is one amendment, the first one first.
type AmendmentRow struct {
	Number     int64          `json:"number"`
	Party      string         `json:"party"`  // which side began: contractor or procurer
	Person     string         `json:"person"` // who prepared it
	At         string         `json:"at"`     // UTC
	Status     string         `json:"status"` // prepared, agreed, in-force, refused, withdrawn
	From       string         `json:"from,omitzero"`
	Letter     bool           `json:"letter"`
	Reason     Text           `json:"reason"`
	Activity   Text           `json:"activity,omitzero"` // what is done otherwise
	Why        Text           `json:"why,omitzero"`      // why it is refused or withdrawn
	Values     []AmendedValue `json:"values"`
	SHA256     string         `json:"sha256"` // of its canonical bytes, which a signature names
	Bytes      string         `json:"bytes"`  // the canonical bytes
	Awaits     []string       `json:"awaits"` // for whom signatures are missing: contractor, procurer, officer, head
	Signatures []SignatureRow `json:"signatures"`
}

// An AmendmentsPage is how the contract of a twinning was changed, and by which
// amendment each value holds that is not the one that was signed first.
type AmendmentsPage struct {
	Tender     string           `json:"tender"`
	By         map[string]int64 `json:"by,omitempty"` // number of the amendment, by value: months, costs, type, adopters, contractor, contact, signatory, shares, personnel, activity
	Amendments []AmendmentRow   `json:"amendments"`
}

// AreaReading says how the result by area is read from the answers.
type AreaReading struct {
	Grid     string `json:"grid"`               // part of kind grid: its rows are the areas
	Offers   string `json:"offers"`             // column: the country offers
	Seeks    string `json:"seeks"`              // column: the country seeks
	Reasons  string `json:"reasons,omitzero"`   // part of kind text: why it does neither
	FollowUp string `json:"follow_up,omitzero"` // part of kind one: whether a follow-up is wished for
	Form     string `json:"form,omitzero"`      // part: in what form
}

// An AreaResult is who offers and who seeks something in an area.
type AreaResult struct {
	Area    string   `json:"area"`
	Offers  []string `json:"offers"`  // countries
	Seeks   []string `json:"seeks"`   // countries
	Neither []string `json:"neither"` // countries that answered
}

// An AreaTopic is the topic of the marketplace under which an area stands.
type AreaTopic struct {
	Area     string `json:"area"`
	Priority string `json:"priority"`
	Topic    string `json:"topic"`
}

// Asked is the command that a decision answers.
type Asked struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Actor      string `json:"actor"` // id; "" where the reader may not know
	Who        string `json:"who"`
	For        string `json:"for,omitzero"`
	ReceivedAt string `json:"received_at"`
	Position   int64  `json:"position"` // of its receipt
}

// An AskedRow is a tender that the viewer is asked to speak for. Of the tender they learn no
// more until they accept.
type AskedRow struct {
	Tender string `json:"tender"`
	Role   string `json:"role"` // contact or signatory
}

// An AskedWhen holds where an option was chosen in a part before.
type AskedWhen struct {
	Part   string `json:"part"`
	Option string `json:"option"`
}

// An Attachment is a Document whose name the claimant wrote.
type Attachment struct {
	ID     string `json:"id"`
	Name   Text   `json:"name"`
	SHA256 string `json:"sha256,omitzero"` // 64 hexadecimal digits; "" where File is named
	Size   int64  `json:"size,omitzero"`   // bytes; 0 where File is named
	File   string `json:"file,omitzero"`   // opaque name in the store
}

// An AttemptRow is a submission that was refused. Its sentence may quote the
// tender: before the opening only the parties read it.
type AttemptRow struct {
	Tender     string `json:"tender"`
	ReceivedAt string `json:"received_at"`
	Rule       string `json:"rule"`
	Code       string `json:"code"`
	HmacSHA256 string `json:"hmac_sha256"` // of the tender as JSON, under the nonce in its receipt
	By         string `json:"by"`          // person id
	Position   int64  `json:"position"`
	Sentence   string `json:"sentence,omitzero"`
	// Version is the one that was in time later, 0 for none, and Admitted tells
	// that it took a late admission.
	VersionLater  int64 `json:"version_later"`
	AdmittedLater bool  `json:"admitted_later"`
}

// An Attribute is what an organisation declares that it has, as a label.
type Attribute struct {
	ID    string `json:"id"`             // as the rule book names it
	Level int64  `json:"level,omitzero"` // in whole numbers, such as stars; 0 is none
	Since string `json:"since,omitzero"` // on which it was obtained
}

// An AwardDecision is the whole derivation of an award: the ranking, the walk
// down it, and the budget left at each step.
type AwardDecision struct {
	Policy    string         `json:"policy"`
	Threshold string         `json:"threshold"`
	Budget    string         `json:"budget"` // before the first step
	Steps     []Step         `json:"steps"`  // in the order of the ranking
	Left      string         `json:"left"`
	Envelopes []EnvelopeLeft `json:"envelopes,omitempty"` // in the order of the rule book, the rest last
}

// An AwardRow is the ranking as it was prepared or released.
type AwardRow struct {
	Budget       string         `json:"budget"`
	Envelopes    []EnvelopeLeft `json:"envelopes,omitempty"`
	Left         string         `json:"left"`
	Policy       string         `json:"policy"`
	Steps        []Step         `json:"steps"`
	Threshold    string         `json:"threshold"`
	Call         string         `json:"call"`
	Status       string         `json:"status"`                   // prepared or released
	DoesNotCount []Doubt        `json:"does_not_count,omitempty"` // scores that counted in it
	// Tied says of each tender that has the score of the one before it by which rule it stands behind that one.
	Tied map[string]Reason `json:"tied,omitempty"`
}

// A BankFile is what a file of a bank says of the payment runs of a call. Nothing is recorded by reading it: each answer that
// is to be recorded is a command of its own, with an identity of its own, so that a file that is read twice records nothing twice.
type BankFile struct {
	Kind  string           `json:"kind"`  // pain.002.001.10, camt.053.001.08
	Rows  []BankRow        `json:"rows"`  // in the order of the file
	Count map[string]int64 `json:"count"` // of each means
}

// A BankRow is one answer of a bank.
type BankRow struct {
	Place     int64   `json:"place"` // in the file, from 1
	Means     string  `json:"means"` // BankRecords and the others
	EndToEnd  string  `json:"end_to_end,omitzero"`
	Run       int64   `json:"run,omitzero"`
	Line      int64   `json:"line,omitzero"`
	Tender    string  `json:"tender,omitzero"`
	Amount    *string `json:"amount,omitzero"` // as the file has it
	Status    string  `json:"status"`
	On        *string `json:"on,omitzero"`
	Ref       string  `json:"ref,omitzero"`
	Code      string  `json:"code,omitzero"`
	Command   string  `json:"command,omitzero"`    // the kind of the command that records it
	CommandID string  `json:"command_id,omitzero"` // of the command: the same whenever the file is read
}

// A BatchRow is one expense of a batch.
type BatchRow struct {
	Tender  string   `json:"tender"`
	Expense string   `json:"expense"`
	Amount  string   `json:"amount"`           // what is approved
	Why     string   `json:"why,omitzero"`     // the law would refuse it now
	Checks  []string `json:"checks,omitempty"` // questions that its verification confirms
}

// A BodyActionRow is what a member committed itself to.
type BodyActionRow struct {
	Action  string `json:"action"`
	Member  string `json:"member"`
	Text    Text   `json:"text"`
	Due     string `json:"due"`
	Percent int64  `json:"percent"`
	Said    Text   `json:"said,omitzero"` // the last report
	SaidAt  string `json:"said_at,omitzero"`
	Yours   bool   `json:"yours"`
	// Offer is the draft of an entry of a marketplace that it may become: to who speaks for the member, once it is done.
	Offer json.RawMessage `json:"offer,omitzero"`
}

// A BodyAdviceRow is an opinion, a report or a recommendation.
type BodyAdviceRow struct {
	Advice          string              `json:"advice"`
	AdviceKind      string              `json:"advice_kind"`
	Title           Text                `json:"title"`
	SHA256          string              `json:"sha256,omitzero"`
	Decision        string              `json:"decision"`
	At              string              `json:"at"`
	Recommendations []RecommendationRow `json:"recommendations"`
}

// A BodyApplicationRow is an application for a seat: to the secretariat, and to who made it.
type BodyApplicationRow struct {
	Application string `json:"application"`
	Call        string `json:"call"`
	Seat        string `json:"seat"`
	Country     string `json:"country,omitzero"`
	Name        Text   `json:"name"`
	Motivation  Text   `json:"motivation"`
	Interests   Text   `json:"interests"`
	By          string `json:"by"`
	At          string `json:"at"`
	Stands      string `json:"stands"`
	Why         Text   `json:"why,omitzero"`
}

// BodyApplications are the applications for seats and the declared interests that a viewer may see.
type BodyApplications struct {
	Body         string               `json:"body"`
	Steers       bool                 `json:"steers"`
	Applications []BodyApplicationRow `json:"applications"`
	Interests    []BodyInterestsRow   `json:"interests"`
}

// A BodyBallotRow is the ballot of a voter that counts at a step.
type BodyBallotRow struct {
	Step  string `json:"step"`
	Voter string `json:"voter"`
	Vote  string `json:"vote"`
	At    string `json:"at"`
}

// A BodyCallRow is a call for members. It is public.
type BodyCallRow struct {
	Call    string   `json:"call"`
	Seats   []string `json:"seats"`
	Closes  string   `json:"closes"`
	Text    Text     `json:"text"`
	Closed  bool     `json:"closed"`
	Decided bool     `json:"decided"`
}

// A BodyCard is a body in a list.
type BodyCard struct {
	Reference string `json:"reference"`
	Stage     string `json:"stage"`  // active, ended or dissolved
	Stands    string `json:"stands"` // the same, or awaited before its mandate begins
	Title     Words  `json:"title"`
	Lead      Words  `json:"lead"`
	Begins    string `json:"begins"`
	Ends      string `json:"ends,omitzero"` // last day of the mandate
	Steers    bool   `json:"steers"`        // whoever asks is of its secretariat
	Sits      bool   `json:"sits"`          // whoever asks speaks for a member, or presides
	Calling   bool   `json:"calling"`       // a call for members is open
}

// A BodyChairRow is who presides.
type BodyChairRow struct {
	Chair  string `json:"chair"`
	Person string `json:"person,omitzero"` // where the viewer is told who represents members
	Since  string `json:"since"`
	Until  string `json:"until,omitzero"`
}

// A BodyCommentRow is a comment on a draft of minutes.
type BodyCommentRow struct {
	By      string `json:"by"`
	At      string `json:"at"`
	Draft   int64  `json:"draft"`
	Text    Text   `json:"text"`
	Objects bool   `json:"objects"`
}

// A BodyConflictRow is a declared conflict of interest.
type BodyConflictRow struct {
	Item     string `json:"item,omitzero"`
	Decision string `json:"decision,omitzero"`
	Member   string `json:"member"`
	Why      Text   `json:"why"`
}

// A BodyCountRow is how one step was counted, and counted again now.
type BodyCountRow struct {
	Step      string `json:"step"`
	By        string `json:"by"`
	Entitled  int64  `json:"entitled"`
	For       int64  `json:"for"`
	Against   int64  `json:"against"`
	Abstained int64  `json:"abstained"`
	Silent    int64  `json:"silent"`
	Left      int64  `json:"left"`
	InFavour  int64  `json:"in_favour"`
	Needed    int64  `json:"needed"`
	Base      int64  `json:"base"`
	Of        string `json:"of,omitzero"`
	Reached   bool   `json:"reached"`
	Explained string `json:"explained"` // in words
	Agrees    bool   `json:"agrees"`    // counted once more from the ballots, it is the same
}

// A BodyDecisionRow is a decision as a viewer sees it, with how each of its steps was counted.
type BodyDecisionRow struct {
	Decision string          `json:"decision"`
	Body     string          `json:"body"`
	Question Text            `json:"question"`
	Meeting  string          `json:"meeting,omitzero"` // none: in the written procedure
	Item     string          `json:"item,omitzero"`
	At       string          `json:"at"`
	Until    string          `json:"until,omitzero"`
	Stands   string          `json:"stands"` // open, adopted or not-adopted
	Over     string          `json:"over,omitzero"`
	Step     string          `json:"step,omitzero"` // that is under way
	Voters   int64           `json:"voters"`
	Counts   []BodyCountRow  `json:"counts"`
	Ballots  []BodyBallotRow `json:"ballots"` // those that count, where the viewer is told who voted how
	Voices   []string        `json:"voices"`  // members for which whoever asks may vote now
	Leads    bool            `json:"leads"`   // whoever asks may count
}

// A BodyDocumentRow is a document under an item.
type BodyDocumentRow struct {
	Item   string          `json:"item"`
	Title  Text            `json:"title"`
	SHA256 string          `json:"sha256"`
	Where  Text            `json:"where,omitzero"`
	Stored json.RawMessage `json:"stored,omitzero"` // the file, where it is in the store
}

// BodyEntries say as what an action that is done is offered in a marketplace: what its draft begins with, which whoever made it may revise.
type BodyEntries struct {
	Kind      string   `json:"kind"` // of solution
	Priority  string   `json:"priority"`
	Topic     string   `json:"topic"`
	Types     []string `json:"types"`
	Languages []string `json:"languages"`
}

// A BodyInterestsRow are the interests that a person declared.
type BodyInterestsRow struct {
	Person string `json:"person"`
	At     string `json:"at"`
	Text   Text   `json:"text"`
}

// A BodyLinkRow is what followed in another life.
type BodyLinkRow struct {
	From string `json:"from"`
	To   string `json:"to"` // stream
}

// BodyMandate is what a body is set up for, by whom, and for how long.
type BodyMandate struct {
	Acts      []Words `json:"acts"` // the acts on which it rests
	Tasks     []Term  `json:"tasks,omitempty"`
	ReportsTo Words   `json:"reports_to"`
	Begins    string  `json:"begins"`
	Ends      string  `json:"ends,omitzero"` // last day; none: until it is dissolved
	Funds     string  `json:"funds,omitzero"`
}

// A BodyMeetingCard is a meeting in a list.
type BodyMeetingCard struct {
	Meeting     string       `json:"meeting"`
	Title       Text         `json:"title"`
	Starts      string       `json:"starts"`
	Ends        string       `json:"ends"`
	Place       Text         `json:"place,omitzero"` // none: it is held online
	Stands      string       `json:"stands"`         // convened, held or cancelled
	Short       bool         `json:"short"`          // with a shorter notice than the rule book gives
	ConvenedAt  string       `json:"convened_at"`
	Agenda      []AgendaItem `json:"agenda"`
	PublishedAt string       `json:"published_at,omitzero"` // the minutes
}

// A BodyMeetingRow is a meeting as a viewer sees it.
type BodyMeetingRow struct {
	Agenda      []AgendaItem      `json:"agenda"`
	ConvenedAt  string            `json:"convened_at"`
	Ends        string            `json:"ends"`
	Meeting     string            `json:"meeting"`
	Place       Text              `json:"place,omitzero"`
	PublishedAt string            `json:"published_at,omitzero"`
	Short       bool              `json:"short"`
	Stands      string            `json:"stands"`
	Starts      string            `json:"starts"`
	Title       Text              `json:"title"`
	Body        string            `json:"body"`
	Zone        string            `json:"zone"`   // on the clocks of which the body meets
	Inside      bool              `json:"inside"` // whoever asks sits, or is of the secretariat
	Leads       bool              `json:"leads"`  // whoever asks is of the secretariat, or presides
	Documents   []BodyDocumentRow `json:"documents"`
	Quorum      QuorumCount       `json:"quorum"`
	Present     []BodyPresence    `json:"present"`        // to who sits
	Minutes     Text              `json:"minutes"`        // published ones; to who sits the last draft
	Drafts      int64             `json:"drafts"`         // to who sits
	Until       string            `json:"until,omitzero"` // last day for comments
	Comments    []BodyCommentRow  `json:"comments"`       // to who sits
	ApprovedAt  string            `json:"approved_at,omitzero"`
	ApprovedBy  string            `json:"approved_by,omitzero"` // the meeting; none: in writing
	Conflicts   []BodyConflictRow `json:"conflicts"`            // to who sits
	Decisions   []BodyDecisionRow `json:"decisions"`
	Links       []BodyLinkRow     `json:"links"`
	Why         Text              `json:"why,omitzero"` // it was changed, or cancelled
	Versions    int64             `json:"versions"`
}

// A BodyMemberRow is a member.
type BodyMemberRow struct {
	Member     string   `json:"member"`
	Seat       string   `json:"seat"`
	Votes      bool     `json:"votes"` // else an observer
	Country    string   `json:"country,omitzero"`
	Name       Text     `json:"name,omitzero"`
	Person     string   `json:"person,omitzero"` // who represents it, where the viewer is told
	Alternates []string `json:"alternates"`
	From       string   `json:"from"`
	Until      string   `json:"until,omitzero"`
	Sits       bool     `json:"sits"`
	Cause      string   `json:"cause,omitzero"` // why the membership ended
	Why        Text     `json:"why,omitzero"`   // to who sits
	Yours      bool     `json:"yours"`          // whoever asks speaks for it
	Leads      bool     `json:"leads"`          // whoever asks represents it
}

// BodyPresence says who was there for a member.
type BodyPresence struct {
	Member string `json:"member"`
	Person string `json:"person"`
}

// BodyPublishRule says what is public. Applications, declarations of interests, drafts of minutes and contact data never are.
type BodyPublishRule struct {
	Members   bool `json:"members"`   // who sits
	Persons   bool `json:"persons"`   // who represents a member, by name
	Meetings  bool `json:"meetings"`  // when the body meets, and the agenda
	Documents bool `json:"documents"` // under items of an agenda
	Minutes   bool `json:"minutes"`   // once they are approved and published
	Decisions bool `json:"decisions"` // what was decided, and by how many
	Votes     bool `json:"votes"`     // who voted how
	Advice    bool `json:"advice"`    // opinions, reports, recommendations, and what follows from them
	Actions   bool `json:"actions"`   // commitments and their progress
}

// A BodyRow is a body as a viewer sees it: what its rule book publishes, to who sits its work, to its secretariat all of it.
type BodyRow struct {
	Begins    string            `json:"begins"`
	Calling   bool              `json:"calling"`
	Ends      string            `json:"ends,omitzero"`
	Lead      Words             `json:"lead"`
	Reference string            `json:"reference"`
	Sits      bool              `json:"sits"`
	Stage     string            `json:"stage"`
	Stands    string            `json:"stands"`
	Steers    bool              `json:"steers"`
	Title     Words             `json:"title"`
	Rules     BodyRules         `json:"rules"`  // its officers are named to who sits
	SHA256    string            `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	OpenedAt  string            `json:"opened_at"`
	EndedAt   string            `json:"ended_at,omitzero"`
	Why       Text              `json:"why,omitzero"` // it was dissolved, or its mandate extended
	Presides  bool              `json:"presides"`     // whoever asks is a chair
	Members   []BodyMemberRow   `json:"members"`
	Chairs    []BodyChairRow    `json:"chairs"`
	Calls     []BodyCallRow     `json:"calls"`
	Meetings  []BodyMeetingCard `json:"meetings"`
	Decisions []BodyDecisionRow `json:"decisions"`
	Advice    []BodyAdviceRow   `json:"advice"`
	Actions   []BodyActionRow   `json:"actions"`
	Links     []BodyLinkRow     `json:"links"`
	Told      BodyTold          `json:"told"`
}

// BodyRules are the rule book of a body: its mandate, and its rules of procedure.
type BodyRules struct {
	Title     Words           `json:"title"`
	Lead      Words           `json:"lead"`               // what it is there for
	Programme string          `json:"programme,omitzero"` // reference; none: it belongs to none
	Zone      string          `json:"zone"`               // IANA name of its meetings and days
	Holidays  []ClosedDay     `json:"holidays,omitempty"`
	Officers  []string        `json:"officers"` // person ids of its secretariat
	Mandate   BodyMandate     `json:"mandate"`
	Seats     []SeatRule      `json:"seats"`
	Chairs    []Term          `json:"chairs"`             // who presides: chair, co-chair of the members
	Criteria  []Term          `json:"criteria,omitempty"` // by which members are selected
	Meetings  MeetingRule     `json:"meetings"`
	Decisions DecisionRule    `json:"decisions"`
	Advice    []Term          `json:"advice,omitempty"` // kinds of what it gives: opinion, report, recommendation
	Publish   BodyPublishRule `json:"publish"`
	Entries   json.RawMessage `json:"entries,omitzero"` // as what an action that is done is offered in a marketplace; none: it is not
	Reminders Reminders       `json:"reminders"`
	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// A BodyShare is a part of a whole: at least num of den, or more than it.
type BodyShare struct {
	Num  int64 `json:"num"`
	Den  int64 `json:"den"`
	More bool  `json:"more,omitzero"` // more than it: a simple majority is more than 1 of 2
}

// BodyTold says which parts whoever asks is told of.
type BodyTold struct {
	Members   bool `json:"members"`
	Persons   bool `json:"persons"`
	Meetings  bool `json:"meetings"`
	Decisions bool `json:"decisions"`
	Votes     bool `json:"votes"`
	Advice    bool `json:"advice"`
	Actions   bool `json:"actions"`
	Inside    bool `json:"inside"` // drafts of minutes, who was there
}

// A BouncedLetter is what a message of a mail server says of a letter of a call that it did not deliver. Nothing is recorded by reading it:
// the command that records it has an identity of its own, so that a message that is read twice records nothing twice.
type BouncedLetter struct {
	Tender    string `json:"tender"`
	Letter    string `json:"letter"` // <event version>/<n>
	Template  string `json:"template"`
	To        string `json:"to"` // person id
	Status    string `json:"status,omitzero"`
	Recorded  bool   `json:"recorded"`   // already
	Command   string `json:"command"`    // the kind of the command that records it
	CommandID string `json:"command_id"` // of the command: the same whenever the message is read
}

// A CallFigureRow is what came of a marketplace in one call, as far as the viewer may see its tenders.
type CallFigureRow struct {
	Call      string          `json:"call"`
	Entries   int64           `json:"entries"`   // that led to its tenders
	Interests int64           `json:"interests"` // in those entries
	Matches   int64           `json:"matches"`   // that its tenders name
	Tenders   int64           `json:"tenders"`
	Awards    int64           `json:"awards"`
	Closures  int64           `json:"closures"`
	Twinnings []MatchedTender `json:"twinnings"`
}

// A CallPage is a call with its roles.
type CallPage struct {
	Budget          string              `json:"budget"`
	Deadline        string              `json:"deadline"`
	Left            string              `json:"left"`
	Programme       string              `json:"programme"`
	Reference       string              `json:"reference"`
	SHA256          string              `json:"sha256"`
	Stage           string              `json:"stage"`
	Tenders         map[string]int64    `json:"tenders"`
	Title           string              `json:"title"`
	Version         int64               `json:"version,omitzero"`
	Zone            string              `json:"zone"`
	Roles           map[string][]string `json:"roles"`
	Evaluators      []Evaluator         `json:"evaluators"`
	Deadlines       []DateRow           `json:"deadlines"`
	Opening         OpeningRow          `json:"opening"`
	Reserve         []string            `json:"reserve"`
	Proposals       []ProposalRow       `json:"proposals"`          // that wait for a second signature
	Follows         json.RawMessage     `json:"follows,omitzero"`   // the first call, whose money this one spends
	Reopened        map[string]string   `json:"reopened,omitempty"` // to second calls
	EnvelopesLeft   map[string]string   `json:"envelopes_left,omitempty"`
	ComplaintsUntil string              `json:"complaints_until,omitzero"`
	StandstillUntil string              `json:"standstill_until,omitzero"`
	Committees      []Committee         `json:"committees,omitempty"` // bodies that accompany its twinnings
}

// A CallRow is a call in a list.
type CallRow struct {
	Reference string           `json:"reference"`
	Stage     string           `json:"stage"`
	Title     string           `json:"title"`
	Programme string           `json:"programme"`
	Zone      string           `json:"zone"`
	Deadline  string           `json:"deadline"` // the last one for everyone, UTC
	Budget    string           `json:"budget"`
	Left      string           `json:"left"`
	SHA256    string           `json:"sha256"`           // of the rule book
	Version   int64            `json:"version,omitzero"` // 0 for who is not told how many facts there are
	Tenders   map[string]int64 `json:"tenders"`          // by stage; for the staff and auditors
}

// A CapacityTopic is one on which countries may teach one another.
type CapacityTopic struct {
	ID    string `json:"id"`
	Title Words  `json:"title"`
	Lead  Words  `json:"lead,omitzero"`
}

// A Cell is one that is ticked in a grid.
type Cell struct {
	Row    string `json:"row"`
	Column string `json:"column"`
}

// A CellCount is which countries ticked a cell.
type CellCount struct {
	Row       string   `json:"row"`
	Column    string   `json:"column"`
	Countries []string `json:"countries"`
}

// A CellTimes is how many ticked a cell.
type CellTimes struct {
	Column string `json:"column"`
	Row    string `json:"row"`
	Count  int64  `json:"count"`
}

// A CertificatePage is a certificate with what stands on it.
type CertificatePage struct {
	At          string         `json:"at"`
	Command     string         `json:"command"`
	Minutes     int64          `json:"minutes"`
	Sessions    []string       `json:"sessions"`
	Masterclass MasterclassRow `json:"masterclass"`
	Person      string         `json:"person"` // id
	Name        string         `json:"name"`   // as it is known now
}

// A CertificateRow is a certificate of attendance.
type CertificateRow struct {
	Sessions []string `json:"sessions"` // ids
	Minutes  int64    `json:"minutes"`
	At       string   `json:"at"`
	Command  string   `json:"command"` // whose receipt proves it
}

// A Check is a question of the checklist of a verification.
type Check struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// A Claim is one expense as a log or a correction claims it.
type Claim struct {
	Again         Text         `json:"again,omitzero"`
	Category      string       `json:"category,omitzero"`
	From          string       `json:"from,omitzero"`
	Invoice       string       `json:"invoice,omitzero"`
	InvoiceDate   string       `json:"invoice_date,omitzero"`
	Net           *string      `json:"net,omitzero"`
	Organisation  string       `json:"organisation,omitzero"`
	PaidOn        string       `json:"paid_on,omitzero"`
	Personnel     string       `json:"personnel,omitzero"`
	Quantity      *string      `json:"quantity,omitzero"`
	Reference     Text         `json:"reference,omitzero"`
	Supplier      Text         `json:"supplier,omitzero"`
	SupplierID    string       `json:"supplier_id,omitzero"`
	Until         string       `json:"until,omitzero"`
	Vat           *string      `json:"vat,omitzero"`
	VatDeductible bool         `json:"vat_deductible,omitzero"`
	ID            string       `json:"id"` // short code, unique in the twinning
	Kind          string       `json:"kind"`
	Amount        string       `json:"amount"`
	Date          string       `json:"date"`
	What          Text         `json:"what"`
	Payee         string       `json:"payee,omitzero"` // person id: personnel is contracted person by person
	Evidence      []Attachment `json:"evidence,omitempty"`
}

// ClaimExpenses claims expenses apart from the log of a month, as late invoices.
type ClaimExpenses struct {
	Expenses []Claim `json:"expenses"`
}

// A ClosedDay is no working day.
type ClosedDay struct {
	On   string `json:"on"`
	Name string `json:"name"`
}

// A ClosurePage is what the closure of a twinning takes, and who owes what is missing.
type ClosurePage struct {
	Tender string          `json:"tender"`
	Stage  string          `json:"stage"`
	Met    int64           `json:"met"` // how many of the items
	Items  []ClosureRow    `json:"items"`
	Text   json.RawMessage `json:"text,omitzero"`   // what both parties sign, once the final report is accepted, where the rule book asks for it
	SHA256 string          `json:"sha256,omitzero"` // of its canonical bytes
}

// A ClosureRow is one item of the checklist.
type ClosureRow struct {
	Item   string   `json:"item"`          // log, interim-report, final-report, evidence, expense, payment, deliverable, lessons, follow-up, signature
	ID     string   `json:"id,omitzero"`   // of the expense, of the evidence or deliverable in the rule book, or the party that signs
	Name   string   `json:"name,omitzero"` // of the evidence or deliverable, as the rule book calls it
	Month  int64    `json:"month,omitzero"`
	Met    bool     `json:"met"`
	Stands string   `json:"stands,omitzero"` // submitted, accepted, returned; of an expense its status
	Role   string   `json:"role,omitzero"`   // whose turn it is
	Who    []string `json:"who,omitempty"`   // person ids
	Due    string   `json:"due,omitzero"`
}

// A Committee is a body that accompanies the twinnings of a call.
type Committee struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Meets string `json:"meets,omitzero"` // from one meeting to the next; none is when it is called
	Body  string `json:"body,omitzero"`  // the reference of the body that it is, where that is kept here
}

// A ComplaintRow is a complaint in a list. Its text is for the staff and the
// auditors of the call, and for who speaks for the tender.
type ComplaintRow struct {
	Tender  string `json:"tender"`
	Stage   string `json:"stage"` // of the tender, now
	Number  int64  `json:"number"`
	At      string `json:"at"`
	Against string `json:"against"`
	Grounds string `json:"grounds,omitzero"`
	Status  string `json:"status"`
	Finding string `json:"finding,omitzero"`
	Sealed  bool   `json:"sealed"`
	Text    string `json:"text,omitzero"`
	Reason  string `json:"reason,omitzero"`
}

// A ConflictRow is one reason against one evaluator of one tender.
type ConflictRow struct {
	Tender    string `json:"tender"`
	Stage     string `json:"stage"`
	Evaluator string `json:"evaluator"` // id
	Conflict  string `json:"conflict"`  // party, declared, same-organisation, same-country, former-organisation, earlier-round
	Assigned  bool   `json:"assigned"`
	Reported  bool   `json:"reported"`
	Why       string `json:"why"`
}

// A Consensus is the one report that evaluators may agree on.
type Consensus struct {
	Number int64    `json:"number"` // of the proposal, from 1
	By     string   `json:"by"`
	Scores []Score  `json:"scores"`
	Total  string   `json:"total"`
	Agreed []string `json:"agreed"`
}

// A ContactRow is how somebody is reached.
type ContactRow struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation,omitzero"`
	Email        string `json:"email"`
}

// Content is what an entry says.
type Content struct {
	Side         string            `json:"side"`
	Title        Text              `json:"title"`
	Description  Text              `json:"description"`  // of the solution, or of what is sought
	Kind         string            `json:"kind"`         // of the solution, by the rule book
	Priority     string            `json:"priority"`     // by the rule book
	Topic        string            `json:"topic"`        // of the priority
	Types        []string          `json:"types"`        // of twinnings that are sought
	Organisation string            `json:"organisation"` // reference of its record
	Country      string            `json:"country"`      // ISO 3166-1, or EL or UK as the EU writes them
	Region       Text              `json:"region,omitzero"`
	Languages    []string          `json:"languages"`           // ISO 639-1, of those in which whoever made it can work
	Readiness    []ReadinessAnswer `json:"readiness,omitempty"` // self-assessment
}

// A Contract is what a twinning runs under. Rules never change under it.
type Contract struct {
	M1          string              `json:"m1"`
	Months      int64               `json:"months"`
	Period      int64               `json:"period,omitzero"` // months of a log; 0 is 1
	Rules       string              `json:"rules"`           // SHA-256 of the rule book
	Amount      string              `json:"amount"`
	Costs       Costs               `json:"costs"`
	At          time.Time           `json:"at"`
	SHA256      string              `json:"sha256,omitzero"`       // of its text, where the signatures named it
	ShortMonths string              `json:"short_months,omitzero"` // whose the last day of a short month is, by the rule book
	Why         Text                `json:"why,omitzero"`          // why M1 is not the common start
	Personnel   []PersonnelContract `json:"personnel,omitempty"`   // as amendments have left them
}

// A ContractPage is the contract of an award: what is signed, under which hash,
// and who has signed it.
type ContractPage struct {
	Tender string `json:"tender"`
	// Text is what is signed now or, once the contract is in force, what was signed under its hash; none while
	// nothing can be signed, where Why says what hinders it, and of a contract whose signatures name no hash.
	Text       json.RawMessage `json:"text,omitzero"`
	SHA256     string          `json:"sha256,omitzero"` // of the canonical bytes of Text, or of the text in force
	Bytes      string          `json:"bytes,omitzero"`  // the canonical bytes of Text
	Why        string          `json:"why,omitzero"`
	InForce    json.RawMessage `json:"in_force,omitzero"`
	Signatures []SignatureRow  `json:"signatures"`
}

// A ContractText is what both signatures are given under. Its canonical bytes
// are its JSON in this order, without spaces; who signs names their SHA-256.
type ContractText struct {
	Call       string              `json:"call"`
	Tender     string              `json:"tender"`
	Version    int64               `json:"version"`     // of the tender
	HmacSHA256 string              `json:"hmac_sha256"` // of that version, as its receipt has it
	Contractor string              `json:"contractor"`  // id of the organisation in the tender
	Amount     string              `json:"amount"`
	Costs      Costs               `json:"costs,omitzero"`
	M1         string              `json:"m1"`
	OwnStart   bool                `json:"own_start,omitzero"` // M1 is not the common start of the call
	Months     int64               `json:"months"`
	Rules      string              `json:"rules"`               // SHA-256 of the rule book that holds for the twinning
	Why        Text                `json:"why,omitzero"`        // why M1 is not the common start
	Shares     []Share             `json:"shares,omitempty"`    // of the costs by organisation, where the rule book divides them
	Personnel  []PersonnelContract `json:"personnel,omitempty"` // under which people work for it
}

// A Conversion says how a claim in another currency became an amount of the
// contract's: claimed, divided by the rate, rounded.
type Conversion struct {
	Expense    string `json:"expense"`
	Claimed    string `json:"claimed"` // as the claim and its invoice say it
	Rate       string `json:"rate"`    // units of its currency for one of the contract's
	Rates      int64  `json:"rates"`   // of how many rates it is the mean
	From       string `json:"from"`    // the days whose rates count
	To         string `json:"to"`
	Import     int64  `json:"import"` // the last import of rates that brought one of them
	Convention string `json:"convention"`
	Rounding   string `json:"rounding"`
	Amount     string `json:"amount"` // what it comes to
}

// Costs is what is asked for, in the three cost kinds of the programme (DHE FAQ).
type Costs struct {
	Personnel      string `json:"personnel"`      // individuals contracted by the procurer
	Direct         string `json:"direct"`         // invoiced to the procurer
	Subcontracting string `json:"subcontracting"` // a fixed sum, due on completion and acceptance
}

// A Could says what somebody could see of a life at an instant, and by what.
type Could struct {
	Stream string     `json:"stream"`
	Person string     `json:"person"` // id; "" is the public
	At     string     `json:"at"`     // UTC
	Stage  string     `json:"stage"`  // of the life then
	By     string     `json:"by"`     // staff, auditor, party, evaluator, procurer, hand or public
	Parts  []CouldRow `json:"parts"`
}

// A CouldRow says whether somebody could see a part of a life at an instant.
type CouldRow struct {
	Part  string `json:"part"`
	Could bool   `json:"could"`
}

// A Count is one of the numbers that a rule book limits: a cap, and the country
// for which it is counted where each country has its own.
type Count struct {
	Cap     string `json:"cap"`
	Country string `json:"country,omitzero"`
}

// A CountryActivity is one that took place.
type CountryActivity struct {
	Activity     string `json:"activity"` // of the rule book
	On           string `json:"on"`
	What         Text   `json:"what"`
	Participants int64  `json:"participants,omitzero"`
}

// A CountryCase is what a country has learnt, as a case of the masterclass.
type CountryCase struct {
	ID      string `json:"id"`
	Title   Words  `json:"title"`
	Country string `json:"country"`
	Module  string `json:"module,omitzero"` // id
}

// CountryList are those that are asked, as a list that holds on a day.
type CountryList struct {
	AsOf  string   `json:"as_of"`
	Codes []string `json:"codes"` // ISO 3166-1, or EL or UK as the EU writes them
}

// A CountryPeriodRow is how the report of a country on a period of a country twinning stands.
type CountryPeriodRow struct {
	Period  int64  `json:"period"`
	Country string `json:"country"`
	From    string `json:"from"`
	Until   string `json:"until"`
	Due     string `json:"due,omitzero"` // last day for the report, while one is owed
	Stands  string `json:"stands"`       // reported, nothing, returned, overdue, owed or ahead
	Late    bool   `json:"late,omitzero"`
}

// A CountryTwinningRow is a country twinning. What was reported is told to the staff and to the two countries.
type CountryTwinningRow struct {
	Number     int64              `json:"number"`
	Topic      string             `json:"topic"`
	Offers     string             `json:"offers"`
	Seeks      string             `json:"seeks"`
	Begins     string             `json:"begins"`
	Months     int64              `json:"months"`
	Stage      string             `json:"stage"`
	Periods    []string           `json:"periods"` // last days of its reporting periods
	Reports    []PeriodReport     `json:"reports"`
	Joint      json.RawMessage    `json:"joint,omitzero"`
	Yours      string             `json:"yours,omitzero"` // country for which whoever asks speaks
	FollowUp   bool               `json:"follow_up"`
	Why        Text               `json:"why,omitzero"`
	Ends       string             `json:"ends"`          // last day
	Left       string             `json:"left,omitzero"` // country that went on no longer
	Extensions []Extension        `json:"extensions"`
	FollowUps  []FollowUp         `json:"follow_ups"`
	Reporting  []CountryPeriodRow `json:"reporting"` // how the reports of both countries stand, period by period
}

// A CountryTwinningRule is the rule book of the twinnings that pairings begin. No money is paid under it.
type CountryTwinningRule struct {
	Reporting  string `json:"reporting"`   // monthly or quarterly
	ReportDays int64  `json:"report_days"` // days after the end of a period within which each country reports
	MostMonths int64  `json:"most_months"`
	ClosesDays int64  `json:"closes_days"` // days after its end within which the joint report is sent
}

// A Criterion is scored from 0 to Max, with at most one decimal.
type Criterion struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Weight int64  `json:"weight"` // percent
	Max    int64  `json:"max"`    // points
	// Threshold is the individual threshold in points: a tender at it has passed.
	Threshold *string `json:"threshold,omitzero"`
}

// A CriterionRow is a criterion with the points that the tender has by it.
type CriterionRow struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Weight    int64  `json:"weight"`
	Max       int64  `json:"max"`
	Threshold string `json:"threshold,omitzero"`
	Points    string `json:"points,omitzero"`
}

// A Cutoff is a cut of an award and the two tenders that stand closest to it on
// either side: how little would have decided otherwise.
type Cutoff struct {
	Name      string          `json:"name"`               // threshold, criterion or budget
	Criterion string          `json:"criterion,omitzero"` // with a threshold of its own
	Envelope  string          `json:"envelope,omitzero"`  // of a budget, where there are envelopes
	At        string          `json:"at,omitzero"`        // the threshold; of a criterion, in points
	Last      json.RawMessage `json:"last,omitzero"`      // the last that is above it
	First     json.RawMessage `json:"first,omitzero"`     // the first that is not
	// Missing is the money that would have funded First, where the cut is a budget.
	Missing string `json:"missing,omitzero"`
}

// A DateRow is one date of a call. A version of the deadline says from when on
// it is in force.
type DateRow struct {
	Kind        string   `json:"kind"`
	What        string   `json:"what"` // the kind in the reader's language; the name of a webinar
	Date        string   `json:"date"`
	At          string   `json:"at,omitzero"`   // the instant, UTC
	Wall        string   `json:"wall,omitzero"` // as published
	Zone        string   `json:"zone,omitzero"`
	Inclusive   *bool    `json:"inclusive,omitzero"`
	Grace       string   `json:"grace,omitzero"`
	Covers      []string `json:"covers,omitempty"` // empty is everyone
	Why         string   `json:"why,omitzero"`
	SignedBy    string   `json:"signed_by,omitzero"`
	InForceFrom string   `json:"in_force_from,omitzero"`
	Position    int64    `json:"position,omitzero"`
	Tzdata      string   `json:"tzdata,omitzero"`
	// Of its entry in a calendar: an identity that stays, how often it has moved,
	// and since when it stands as it does.
	UID       string `json:"uid,omitzero"`
	Sequence  *int64 `json:"sequence,omitzero"`
	ChangedAt string `json:"changed_at,omitzero"`
	Until     string `json:"until,omitzero"` // the end of a window, UTC
}

// A Deadline is the version of the rule that judged a tender.
type Deadline struct {
	Rule     json.RawMessage `json:"rule"`
	Position int64           `json:"position"` // where the version is recorded
	Why      Reason          `json:"why"`      // what it says of this receipt
}

// DecisionRule says how a body decides.
type DecisionRule struct {
	Vote    string         `json:"vote"`    // one a country, or one a member
	Steps   []DecisionStep `json:"steps"`   // one after the other, until one is reached
	Written WrittenRule    `json:"written"` // the written procedure; none: there is none
}

// A DecisionStep is one way in which a decision may be taken.
type DecisionStep struct {
	ID    string    `json:"id"`
	Title Words     `json:"title"`
	By    string    `json:"by"`             // consensus or majority
	Share BodyShare `json:"share,omitzero"` // of a majority
	Of    string    `json:"of,omitzero"`    // cast, present or members
}

// A Derivation says why one decision is what it is: the rule, the facts, the
// arithmetic and the outcome, and whether the law says the same today over the
// same facts. Instants are UTC, with six digits.
type Derivation struct {
	Stream      string          `json:"stream"`
	Position    int64           `json:"position"`
	Version     int64           `json:"version,omitzero"` // 0 for who is not told how many facts there are
	Kind        string          `json:"kind"`
	At          string          `json:"at"` // when it happened
	RecordedAt  string          `json:"recorded_at"`
	StageBefore string          `json:"stage_before"`
	StageAfter  string          `json:"stage_after"`
	Decision    Sentence        `json:"decision"`
	Rule        Rule            `json:"rule"`
	Facts       []Fact          `json:"facts"`
	Arithmetic  []Sentence      `json:"arithmetic"`
	Table       json.RawMessage `json:"table,omitzero"` // arithmetic of many rows, as of an award
	Outcome     Sentence        `json:"outcome"`
	Command     json.RawMessage `json:"command,omitzero"` // what it answers
	Moment      json.RawMessage `json:"moment,omitzero"`  // what it follows from, where nobody asked
	Seen        int64           `json:"seen,omitzero"`    // how many events of the ledger it was decided over; 0 for who is not told that
	Recomputed  Recomputed      `json:"recomputed"`
}

// Details are what a record says of an organisation.
type Details struct {
	Name    string `json:"name"`
	Address string `json:"address"`      // street, town and post code, over one or more lines
	Country string `json:"country"`      // ISO 3166-1, or EL or UK as the EU writes them
	Pic     string `json:"pic,omitzero"` // participant identification code of the EU's portal: nine digits
	Vat     string `json:"vat,omitzero"` // VAT number with the prefix of its country, without spaces
}

// A Document is a file in the store, or is named by its hash alone and stays with the tenderer.
type Document struct {
	ID     string `json:"id"` // as the rule book names it
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitzero"` // 64 hexadecimal digits; "" where File is named
	Size   int64  `json:"size,omitzero"`   // bytes; 0 where File is named
	File   string `json:"file,omitzero"`   // opaque name in the store
}

// A Doubt is a report that does not count, and why.
type Doubt struct {
	Tender    string `json:"tender"`
	Evaluator string `json:"evaluator"`
	Since     string `json:"since,omitzero"` // when the conflict came to light, UTC
	Decided   bool   `json:"decided"`        // its score counted in the award
	Sentence  string `json:"sentence"`
}

// A Draw is what a draw would give.
type Draw struct {
	Call        string  `json:"call"`
	Seed        string  `json:"seed"`
	Assignments []Drawn `json:"assignments"`
}

// A Drawn is what a draw gave to one tender.
type Drawn struct {
	Tender     string   `json:"tender"`
	Evaluators []string `json:"evaluators"`
}

// A DryRun is what the law would say now. Nothing is recorded.
type DryRun struct {
	Stream    string          `json:"stream"`
	Reference string          `json:"reference"`
	Command   string          `json:"command"` // its kind
	Status    string          `json:"status"`  // done or refused, as a receipt has it
	Events    []string        `json:"events"`  // kinds, in their order
	Seen      int64           `json:"seen"`    // how many events of the ledger it was asked over
	Refusal   json.RawMessage `json:"refusal,omitzero"`
}

// An EarlierRow is a result of a tender that another look followed.
type EarlierRow struct {
	Stage   string `json:"stage"`
	Score   string `json:"score,omitzero"`
	Reports int64  `json:"reports,omitzero"` // that counted
	Why     string `json:"why"`              // it was looked at again
}

// An EntryDraft is what an entry of a marketplace may begin with that an answer becomes.
type EntryDraft struct {
	Area string  `json:"area"`
	Is   Content `json:"is"`
}

// An EntryPage is a part of what a search has found.
type EntryPage struct {
	Items []EntryRow `json:"items"`
	Next  string     `json:"next,omitzero"` // "" at the end
	Total int64      `json:"total"`         // of all pages; above 1,000 it may be some seconds old
}

// An EntryRow is an entry of a marketplace. Who made it is not said; what became of it is for
// whoever made it and for the staff.
type EntryRow struct {
	Reference    string          `json:"reference"`
	Market       string          `json:"market"`
	Side         string          `json:"side"` // offer or requirement
	Stage        string          `json:"stage"`
	Title        Text            `json:"title"`
	Description  Text            `json:"description"`
	Kind         string          `json:"kind"`
	Priority     string          `json:"priority"`
	Topic        string          `json:"topic"`
	Types        []string        `json:"types"`
	Languages    []string        `json:"languages"`
	Country      string          `json:"country"`
	Region       Text            `json:"region,omitzero"`
	Organisation string          `json:"organisation"` // its name
	PublishedAt  string          `json:"published_at,omitzero"`
	Until        string          `json:"until,omitzero"` // last day on which it is published
	Readiness    []ReadinessRow  `json:"readiness"`
	Ready        int64           `json:"ready"`             // hundredths of the most points
	Files        []StoredRow     `json:"files"`             // that show how ready it is; a search does not list them
	Yours        bool            `json:"yours"`             // whoever asks made it
	Checks       bool            `json:"checks"`            // whoever asks may check it
	Standing     json.RawMessage `json:"standing,omitzero"` // for whoever made it and for the staff
}

// An EntryStanding is what became of an entry.
type EntryStanding struct {
	Record      string   `json:"record"` // reference of the organisation
	DraftedAt   string   `json:"drafted_at"`
	SubmittedAt string   `json:"submitted_at,omitzero"`
	CheckBy     string   `json:"check_by,omitzero"` // last day for the check
	EndedAt     string   `json:"ended_at,omitzero"`
	Why         Text     `json:"why,omitzero"`
	Matches     []string `json:"matches"` // references of interests that led to an introduction; for whoever made it
	Partner     string   `json:"partner,omitzero"`
}

// An EnvelopeLeft is what the walk left of an envelope.
type EnvelopeLeft struct {
	ID     string `json:"id"` // or [Rest]
	Budget string `json:"budget"`
	Left   string `json:"left"`
}

// An ErasureRow is that somebody asked for what is kept of them to be erased.
type ErasureRow struct {
	Person   string `json:"person"`
	Asked    string `json:"asked"` // instant, UTC
	Due      string `json:"due"`   // the last day, UTC
	At       string `json:"at"`    // the instant at which it is overdue, UTC
	Standing string `json:"standing"`
	Why      Text   `json:"why,omitzero"`
	Refused  string `json:"refused,omitzero"` // instant, UTC
	Reason   Text   `json:"reason,omitzero"`  // of the refusal
}

// An ErrorType is a kind of error for which a verification deducts; without a
// list a deduction needs its reason alone.
type ErrorType struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// An EvaluationRow is one evaluator's work on one tender: done, or not.
type EvaluationRow struct {
	Tender    string `json:"tender"`
	Stage     string `json:"stage"`
	Round     int64  `json:"round"`
	Evaluator string `json:"evaluator"` // id
	Done      bool   `json:"done"`
	Due       string `json:"due,omitzero"` // while it is owed
	Overdue   bool   `json:"overdue,omitzero"`
	Counts    bool   `json:"counts"` // no conflict is known
}

// An Evaluator is a person appointed to score tenders.
type Evaluator struct {
	Person       string      `json:"person"`
	Organisation string      `json:"organisation,omitzero"`
	Country      string      `json:"country,omitzero"`
	DeclaredAt   time.Time   `json:"declared_at,omitzero"` // of impartiality
	BriefedAt    time.Time   `json:"briefed_at,omitzero"`
	Former       []FormerTie `json:"former,omitempty"`
}

// An EvidenceRow is a file of a tender, or of another life that has files, in a list.
type EvidenceRow struct {
	File   string `json:"file"` // opaque name in the store
	Name   string `json:"name"` // what whoever added it calls it
	For    string `json:"for"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // of the content
	State  string `json:"state"`  // of the scanner, or erased
	By     string `json:"by,omitzero"`
	At     string `json:"at,omitzero"`
}

// An ExpenseBatch is what a step would do now to every expense of a call that waits for it from the viewer. Nothing is recorded:
// each expense is approved by a command of its own, with a receipt of its own.
type ExpenseBatch struct {
	Call   string     `json:"call"`
	Step   string     `json:"step"`
	Rows   []BatchRow `json:"rows"`
	Count  int64      `json:"count"`  // of those that would be approved
	Totals []string   `json:"totals"` // of the same, by currency
	Others int64      `json:"others"` // that would be refused
}

// An Expert is of the team that makes the masterclass.
type Expert struct {
	Person  string   `json:"person"`            // person id
	Tutor   bool     `json:"tutor,omitzero"`    // leads modules
	Modules []string `json:"modules,omitempty"` // ids
}

// An Extension is one of a country twinning.
type Extension struct {
	Months int64     `json:"months"` // from its beginning
	By     string    `json:"by"`     // person id, of the staff
	At     time.Time `json:"at"`
	Why    Text      `json:"why"`
}

// A Fact is an event that a decision rests on.
type Fact struct {
	Stream   string   `json:"stream"`
	Position int64    `json:"position"`
	Kind     string   `json:"kind"`
	What     Sentence `json:"what"`
}

// A Fault is one place of what was sent that is wrong.
type Fault struct {
	Location string `json:"location"`
	Message  string `json:"message"`
}

// A FinanceLine is what one cost kind was to cost, and what was accepted of it.
type FinanceLine struct {
	Kind     string `json:"kind"`
	Contract string `json:"contract"`
	Accepted string `json:"accepted"`
}

// A Finding is one eligibility rule's verdict.
type Finding struct {
	Rule string `json:"rule"`
	Ok   bool   `json:"ok"`
	Why  Reason `json:"why"`
}

// A FollowUp is what followed a country twinning.
type FollowUp struct {
	Country string    `json:"country"`
	By      string    `json:"by"` // person id
	At      time.Time `json:"at"`
	On      string    `json:"on"`
	What    Text      `json:"what"`
}

// Follows names the call whose leftover this call spends again.
type Follows struct {
	Call   string `json:"call"`
	Amount string `json:"amount"` // of this call's budget, as the first call gave it
}

// A FormerTie is an organisation that an evaluator belonged to, and until when.
type FormerTie struct {
	Organisation string `json:"organisation"`
	Until        string `json:"until"` // the last day
}

// A Given answers one part.
type Given struct {
	Part    string   `json:"part"`
	Options []string `json:"options,omitempty"` // of one and many
	Cells   []Cell   `json:"cells,omitempty"`   // of a grid
	Number  *int64   `json:"number,omitzero"`
	Text    Text     `json:"text,omitzero"`
}

// A GridColumn is there where one of its conditions holds; none: always.
type GridColumn struct {
	ID    string      `json:"id"`
	Title Words       `json:"title"`
	When  []AskedWhen `json:"when,omitempty"`
}

// A HistoryLine is one event of a history.
type HistoryLine struct {
	Position   int64  `json:"position"`
	Stream     string `json:"stream"`
	Version    int64  `json:"version,omitzero"` // 0 for who is not told how many facts there are
	Kind       string `json:"kind"`
	At         string `json:"at"` // when it happened, UTC
	RecordedAt string `json:"recorded_at"`
	ReceivedAt string `json:"received_at,omitzero"`
	Actor      string `json:"actor,omitzero"` // id
	Who        string `json:"who"`            // as known now
	For        string `json:"for,omitzero"`
	CommandID  string `json:"command_id,omitzero"`
	Cause      string `json:"cause,omitzero"`
	Sentence   string `json:"sentence"`
	// Code and With are what the sentence is made of.
	Code string  `json:"code"`
	With []Param `json:"with,omitempty"`
	// NotSent are letters that the event made needless, and why.
	LettersNotSent []Sentence `json:"letters_not_sent,omitempty"`
}

// An ImportLine is one claim, where it was read, and what it comes to.
type ImportLine struct {
	File   string  `json:"file,omitzero"`
	Line   int64   `json:"line,omitzero"`
	ID     string  `json:"id"`
	Kind   string  `json:"kind"`
	Date   string  `json:"date"`
	What   Text    `json:"what"`
	Stated string  `json:"stated"`
	Amount *string `json:"amount,omitzero"` // in the currency of the contract
}

// An ImportPage is what files of expenses say, and what would become of them. Nothing is recorded.
type ImportPage struct {
	Tender   string          `json:"tender"`
	Problems []ImportProblem `json:"problems"`
	// Command is sent as claim-expenses to claim all of it; none where there is a problem.
	Command json.RawMessage `json:"command,omitzero"`
	Lines   []ImportLine    `json:"lines"`
	Totals  []ImportTotal   `json:"totals"` // by cost kind, where the law would take it
	Refusal json.RawMessage `json:"refusal,omitzero"`
}

// An ImportProblem is what is wrong, and where.
type ImportProblem struct {
	File   string `json:"file,omitzero"`
	Line   int64  `json:"line,omitzero"`   // from 1; 0 for the whole file
	Column string `json:"column,omitzero"` // its name, of an invoice the term of EN 16931
	Code   string `json:"code"`
	Says   string `json:"says"`
}

// An ImportTotal is what a cost kind of the contract has, and what the files add to it.
type ImportTotal struct {
	Kind          string `json:"kind"`
	Contract      string `json:"contract"`
	ClaimedBefore string `json:"claimed_before"`
	Added         string `json:"added"`
	Left          string `json:"left"`
}

// Inclusion is one event as the tree has it.
type Inclusion struct {
	Position int64           `json:"position"`
	Leaf     string          `json:"leaf"` // hex
	Header   string          `json:"header"`
	BodyHash string          `json:"body_hash"`      // hex
	Body     []byte          `json:"body,omitempty"` // as it is stored, where it is not sealed and the receipt rests on it
	Salt     []byte          `json:"salt,omitempty"` // with Body
	Proof    json.RawMessage `json:"proof,omitzero"` // then the checkpoint's hashes are not needed
}

// An InitiativeBoardRow is which country offers and seeks what, what is suggested, and what came of it.
type InitiativeBoardRow struct {
	Initiative  string                   `json:"initiative"`
	Activities  []Term                   `json:"activities"` // of the rule book
	Countries   []InitiativeCountryRow   `json:"countries"`
	Topics      []InitiativeReasonRow    `json:"topics"`
	Statements  []InitiativeStatementRow `json:"statements"`
	Suggestions []SuggestedPairingRow    `json:"suggestions"` // of topics that are paired
	Pairings    []PairingRow             `json:"pairings"`
	Twinnings   []CountryTwinningRow     `json:"twinnings"`
}

// An InitiativeCountryRow is a country with who speaks for it, which is told to the staff.
type InitiativeCountryRow struct {
	Country  string   `json:"country"`
	Contacts []string `json:"contacts"` // person ids
}

// An InitiativeReasonRow is why a topic took its branch.
type InitiativeReasonRow struct {
	Topic   string   `json:"topic"`
	Title   Words    `json:"title"`
	Because string   `json:"because"` // in words
	Offers  []string `json:"offers"`  // countries, when it was decided
	Seeks   []string `json:"seeks"`
	By      string   `json:"by,omitzero"` // of the staff, where they decided
	Why     Text     `json:"why,omitzero"`
}

// An InitiativeRow is an initiative as a viewer sees it.
type InitiativeRow struct {
	Reference string                   `json:"reference"`
	Stage     string                   `json:"stage"` // open or closed
	Rules     InitiativeRules          `json:"rules"`
	SHA256    string                   `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	Topics    []InitiativeTopicRow     `json:"topics"`
	Countries []string                 `json:"countries"` // for which whoever asks speaks
	Steers    bool                     `json:"steers"`    // whoever asks is of its staff
	Board     bool                     `json:"board"`     // whoever asks sees which country offers and seeks what
	Yours     []InitiativeStatementRow `json:"yours"`     // statements of these countries
}

// InitiativeRules are the rule book of an initiative. They are public.
type InitiativeRules struct {
	Title      Words               `json:"title"`
	Lead       Words               `json:"lead"`
	Programme  string              `json:"programme,omitzero"` // reference; none: it belongs to none
	Zone       string              `json:"zone"`               // IANA name: days end by its clocks
	Holidays   []ClosedDay         `json:"holidays,omitempty"`
	Officers   []string            `json:"officers"` // person ids of the staff
	Countries  CountryList         `json:"countries"`
	Topics     []CapacityTopic     `json:"topics"`
	Activities []Term              `json:"activities"`
	Languages  []string            `json:"languages"` // ISO 639-1
	Closes     string              `json:"closes"`    // last day for statements
	OneSided   OneSidedRule        `json:"one_sided"`
	Weights    PairingWeights      `json:"weights"`     // of suggestions
	AnswerDays int64               `json:"answer_days"` // days within which both countries answer a pairing
	Twinning   CountryTwinningRule `json:"twinning"`
	Reminders  Reminders           `json:"reminders"`
	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// An InitiativeStatementRow is what a country says of a topic.
type InitiativeStatementRow struct {
	Country    string   `json:"country"`
	Topic      string   `json:"topic"`
	Offers     bool     `json:"offers"`
	Seeks      bool     `json:"seeks"`
	Activities []string `json:"activities"`
	Languages  []string `json:"languages"`
	Remarks    Text     `json:"remarks,omitzero"` // for the country itself and the staff
	At         string   `json:"at"`
}

// An InitiativeTopicRow is a topic with what became of it.
type InitiativeTopicRow struct {
	ID          string `json:"id"`
	Branch      string `json:"branch,omitzero"` // "" before the closing date
	DecidedAt   string `json:"decided_at,omitzero"`
	Masterclass string `json:"masterclass,omitzero"` // reference of what it became
	Takes       bool   `json:"takes"`                // statements are taken now
}

// An InterestRow is an interest in an entry, for the two whom it concerns.
type InterestRow struct {
	Reference        string          `json:"reference"`
	Market           string          `json:"market"`
	Stage            string          `json:"stage"`
	Entry            string          `json:"entry"`         // reference
	Title            Text            `json:"title"`         // of the entry
	Organisation     string          `json:"organisation"`  // of the entry, by its name
	From             string          `json:"from,omitzero"` // reference of the entry of whoever expressed it
	FromTitle        Text            `json:"from_title,omitzero"`
	FromOrganisation string          `json:"from_organisation,omitzero"`
	Message          Text            `json:"message"`
	Yours            bool            `json:"yours"`     // whoever asks expressed it
	Consented        bool            `json:"consented"` // whoever asks agreed that their contact data are told
	ExpressedAt      string          `json:"expressed_at"`
	Until            string          `json:"until"` // last day for the answer, or for the consent
	AnsweredAt       string          `json:"answered_at,omitzero"`
	EndedAt          string          `json:"ended_at,omitzero"`
	Why              Text            `json:"why,omitzero"`
	Contact          json.RawMessage `json:"contact,omitzero"` // of the other side, once both agreed
}

// An InvitationRow is one invitation. Whether its address is known is not said, but for
// who accepted it.
type InvitationRow struct {
	Reference string          `json:"reference"`
	Call      string          `json:"call"`
	Programme string          `json:"programme,omitzero"` // where it is to a role of a programme
	Life      string          `json:"life,omitzero"`      // where it is to take part in one: stream, as in survey/EHN-2021
	Tender    string          `json:"tender,omitzero"`
	Role      string          `json:"role"`
	Stage     string          `json:"stage"` // open, accepted, withdrawn, expired, ended
	By        string          `json:"by"`    // person id
	Address   Text            `json:"address"`
	Name      Text            `json:"name,omitzero"`
	Why       Text            `json:"why"`
	MadeAt    string          `json:"made_at"`
	Until     string          `json:"until"`           // the first instant at which it holds no longer
	Person    string          `json:"person,omitzero"` // who accepted it
	Ended     json.RawMessage `json:"ended,omitzero"`  // why it can be accepted no more
	ToYou     bool            `json:"to_you"`          // it was sent to the address of whoever asks
	Withdraws bool            `json:"withdraws"`       // whoever asks may withdraw it
}

// A Job is an export that somebody asked for.
type Job struct {
	ID      string     `json:"id"`
	What    string     `json:"what"`
	Stream  string     `json:"stream"` // of the call or the tender
	File    string     `json:"file"`   // what it is called as a file
	Format  string     `json:"format"`
	State   string     `json:"state"`        // waiting, running, done or failed
	Why     string     `json:"why,omitzero"` // a code, where it failed
	Rows    int64      `json:"rows"`         // written so far
	All     int64      `json:"all"`          // as far as is known, 0 for not
	Size    int64      `json:"size"`         // bytes, once it is done
	AskedAt time.Time  `json:"asked_at"`     // real time, as the others
	DoneAt  *time.Time `json:"done_at,omitzero"`
	GoneAt  time.Time  `json:"gone_at"` // from then on it cannot be read
}

// A JointReport closes a country twinning.
type JointReport struct {
	Country  string    `json:"country"` // that sent it
	By       string    `json:"by"`      // person id
	At       time.Time `json:"at"`
	Text     Text      `json:"text"`
	FollowUp bool      `json:"follow_up,omitzero"` // a structured follow-up is asked for
	Form     Text      `json:"form,omitzero"`      // in what form
	AgreedAt time.Time `json:"agreed_at,omitzero"` // by the other country
}

// A Ladder is the letters around one kind of obligation, and what follows when
// it lapses.
type Ladder struct {
	What  string `json:"what"` // in words: monthly log
	Lapse string `json:"lapse"`
	Rungs []Rung `json:"rungs"`
}

// A LateAttempt is a submission refused as late.
type LateAttempt struct {
	ReceivedAt time.Time `json:"received_at"`
	HmacSHA256 string    `json:"hmac_sha256"` // Tender.HMAC
	Why        Reason    `json:"why"`         // of its TimeVerdict
	By         string    `json:"by,omitzero"`
}

// A LeftOut is an item that is owed and that a run does not pay.
type LeftOut struct {
	Tender string `json:"tender"`
	Of     string `json:"of"`
	Item   string `json:"item"`
	Amount string `json:"amount"`
	Why    string `json:"why"`
}

// A LetterField is a merge field of a letter.
type LetterField struct {
	Name   string `json:"name"`
	Needed bool   `json:"needed"` // a wording must have a place for it
}

// A LetterPreview is a letter with made-up content, as the call would send it now.
type LetterPreview struct {
	Call      string        `json:"call"`
	Template  string        `json:"template"`
	Name      string        `json:"name"`             // in words, in the language of whoever asks
	Language  string        `json:"language"`         // of the letter: en, fr or de
	Languages []string      `json:"languages"`        // that it can be previewed in
	To        string        `json:"to,omitzero"`      // id of the person to whom it is addressed
	Worded    bool          `json:"worded"`           // by the rule book of the call; else as every call words it
	Fields    []LetterField `json:"fields,omitempty"` // that a wording of the rule book has places for; none where no rule book may word it
	Subject   string        `json:"subject"`
	Text      string        `json:"text"`
	Html      string        `json:"html"`
}

// A LetterRow is a letter to the viewer: as it was sent, or in the words that are made of
// what is recorded of it.
type LetterRow struct {
	Stream     string `json:"stream"` // of the life that promised it
	ID         string `json:"id"`     // one for ever in its stream
	Template   string `json:"template"`
	PromisedAt string `json:"promised_at"`
	Fate       string `json:"fate"`
	FateAt     string `json:"fate_at,omitzero"`
	Language   string `json:"language"` // of the letter: en, fr or de
	Subject    string `json:"subject"`
	Text       string `json:"text"`
	Html       string `json:"html"`
	// AsSent tells whether these are the words that were handed over; else they are made of
	// what is recorded, as they would be now.
	AsSent bool `json:"as_sent"`
}

// A LetterTemplate is a letter that a call may send.
type LetterTemplate struct {
	Template string   `json:"template"`
	Name     string   `json:"name"`   // in words, in the language of whoever asks
	Worded   []string `json:"worded"` // languages in which the rule book of the call words it itself
}

// A LinkedRow is an organisation of a tender with the record that it is linked to.
type LinkedRow struct {
	Organisation string `json:"organisation"`  // id in the tender
	Record       string `json:"record"`        // reference
	Name         string `json:"name,omitzero"` // of the record, for who may see it
}

// A LogBatch is every log of a call that waits for its acceptance, and what the law would say now. Nothing is recorded: each log is accepted by a
// command of its own, with a receipt of its own.
type LogBatch struct {
	Call   string        `json:"call"`
	Rows   []LogBatchRow `json:"rows"`
	Count  int64         `json:"count"`  // of those that would be accepted
	Others int64         `json:"others"` // that would be refused
}

// A LogBatchRow is one log of a batch.
type LogBatchRow struct {
	Tender string `json:"tender"`
	Month  int64  `json:"month"`
	Why    string `json:"why,omitzero"` // the law would refuse it now
}

// A MarketFigure is what came of a marketplace: how much there is of each, and, for every call,
// the tenders that name a match, followed down to each twinning.
type MarketFigure struct {
	Market    string          `json:"market"`
	Entries   []StageCount    `json:"entries"`   // by stage
	Interests []StageCount    `json:"interests"` // by stage
	Matches   int64           `json:"matches"`   // introductions
	Calls     []CallFigureRow `json:"calls"`
}

// A MarketRow is a marketplace with its rule book, which is public.
type MarketRow struct {
	Reference string `json:"reference"`
	Stage     string `json:"stage"` // open or closed
	Rules     Rules  `json:"rules"`
	SHA256    string `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	Since     string `json:"since"`  // of the rule book that holds
	Yours     bool   `json:"yours"`  // whoever asks checks its entries
}

// A MasterclassEvaluationRow is what was answered on the evaluation form, without who answered what.
type MasterclassEvaluationRow struct {
	Masterclass string           `json:"masterclass"`
	Forms       int64            `json:"forms"`
	Parts       []PartEvaluation `json:"parts"`
	Rules       SurveyRules      `json:"rules"` // what the codes stand for
}

// A MasterclassModule is a part of the programme.
type MasterclassModule struct {
	ID    string `json:"id"`
	Title Words  `json:"title"`
	Lead  Words  `json:"lead,omitzero"`
}

// A MasterclassPeopleRow is who registered for a masterclass, and who was present at each session.
type MasterclassPeopleRow struct {
	Masterclass   string            `json:"masterclass"`
	Stage         string            `json:"stage"`
	Places        int64             `json:"places"`
	Groups        []Term            `json:"groups"`   // target groups of the rule book
	Recorded      []string          `json:"recorded"` // ids of sessions of which it is recorded who was present
	Registrations []RegistrationRow `json:"registrations"`
}

// A MasterclassRow is a masterclass as a viewer sees it.
type MasterclassRow struct {
	Reference    string                  `json:"reference"`
	Stage        string                  `json:"stage"` // planned, open, closed, held, over or cancelled
	Plan         json.RawMessage         `json:"plan,omitzero"`
	Rules        MasterclassRules        `json:"rules"`
	SHA256       string                  `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	Places       int64                   `json:"places"` // now
	Free         int64                   `json:"free"`
	Waiting      int64                   `json:"waiting"` // 0 where the viewer is not told
	Sessions     []MasterclassSessionRow `json:"sessions"`
	Materials    []Material              `json:"materials"` // for who registered, and the staff
	Registration json.RawMessage         `json:"registration,omitzero"`
	Steers       bool                    `json:"steers"` // whoever asks is of its staff
	Why          Text                    `json:"why,omitzero"`
}

// MasterclassRules are the rule book of a masterclass: its programme, and how it is held.
type MasterclassRules struct {
	Title           Words               `json:"title"`
	Lead            Words               `json:"lead"`
	Programme       string              `json:"programme,omitzero"`  // reference; none: it belongs to none
	Initiative      string              `json:"initiative,omitzero"` // reference of the initiative whose topic it is about
	Topic           string              `json:"topic,omitzero"`      // of the initiative
	Zone            string              `json:"zone"`                // IANA name: sessions are told, and days end, by its clocks
	Holidays        []ClosedDay         `json:"holidays,omitempty"`
	Officers        []string            `json:"officers"` // person ids of the staff
	Objectives      []Words             `json:"objectives"`
	Modules         []MasterclassModule `json:"modules"`
	Experts         []Expert            `json:"experts,omitempty"`
	Cases           []CountryCase       `json:"cases,omitempty"`
	Sessions        []Session           `json:"sessions"`
	Groups          []Term              `json:"groups"`                    // target groups: everybody who registers is of one
	Capacity        int64               `json:"capacity"`                  // places
	RegisterBy      string              `json:"register_by"`               // last day for registrations
	ConfirmDays     int64               `json:"confirm_days,omitzero"`     // a place lapses where it is not confirmed after so many days; 0: it need not be
	AttendanceDays  int64               `json:"attendance_days,omitzero"`  // days after the last session within which the staff record who was present
	EvaluateBy      string              `json:"evaluate_by"`               // last day for evaluations and certificates
	CertificateFrom int64               `json:"certificate_from,omitzero"` // least number of sessions for a certificate; 0: all
	CertificateForm bool                `json:"certificate_form,omitzero"` // the evaluation form comes before the certificate
	Vocabularies    []Vocabulary        `json:"vocabularies,omitempty"`
	Questions       []SurveyQuestion    `json:"questions,omitempty"` // of the evaluation form
	Reminders       Reminders           `json:"reminders"`
	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// A MasterclassSessionRow is a session as it is now.
type MasterclassSessionRow struct {
	Ends    string   `json:"ends"`
	ID      string   `json:"id"`
	Modules []string `json:"modules,omitempty"`
	Place   Words    `json:"place"`
	Starts  string   `json:"starts"`
	Title   Words    `json:"title"`
	Zone    string   `json:"zone,omitzero"`
	From    string   `json:"from"` // instants
	Until   string   `json:"until"`
	In      string   `json:"in"` // IANA name of its zone
}

// MatchParties is what a tender may begin with that names a match: the organisations of both
// entries on their sides. It is for the two who were introduced; nothing of it is forced.
type MatchParties struct {
	Match         string         `json:"match"`
	Title         Text           `json:"title"`
	Priority      string         `json:"priority"`
	Topic         string         `json:"topic"`
	Solution      Text           `json:"solution"`
	Organisations []Organisation `json:"organisations"`
	Originators   []string       `json:"originators"`
	Adopters      []string       `json:"adopters"`
}

// A MatchedTender is a tender that names a match.
type MatchedTender struct {
	Tender      string `json:"tender"` // reference
	Title       string `json:"title"`
	Match       string `json:"match"` // reference of the interest
	Offer       string `json:"offer,omitzero"`
	Requirement string `json:"requirement,omitzero"`
	Stage       string `json:"stage"`
}

// A Material is a file, or a page, of the masterclass.
type Material struct {
	ID     string          `json:"id"`
	Title  Text            `json:"title"`
	Module string          `json:"module,omitzero"`
	Link   string          `json:"link,omitzero"`   // https://
	SHA256 string          `json:"sha256,omitzero"` // of the file there, in hexadecimal
	Stored json.RawMessage `json:"stored,omitzero"` // the file, where it is in the store
}

// MeetingAttendance is how many of an organisation took part.
type MeetingAttendance struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
	Persons      int64  `json:"persons"`
}

// A MeetingDue is a kind of meeting that is to be held by a day.
type MeetingDue struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	Due  string `json:"due"`
}

// A MeetingRow is one meeting.
type MeetingRow struct {
	Meeting      string              `json:"meeting"`
	Kind         string              `json:"kind,omitzero"`
	Name         string              `json:"name,omitzero"` // of the kind, as the rule book calls it
	Title        Text                `json:"title"`
	Starts       string              `json:"starts"`
	Ends         string              `json:"ends"`
	Place        Text                `json:"place,omitzero"`
	Online       bool                `json:"online"`
	Stands       string              `json:"stands"` // planned, held, cancelled
	Person       string              `json:"person"` // who planned it
	Why          Text                `json:"why,omitzero"`
	Participants []MeetingAttendance `json:"participants,omitempty"`
	Outcome      Text                `json:"outcome,omitzero"`
	Files        []string            `json:"files,omitempty"` // names in the store
}

// MeetingRule says how meetings are held.
type MeetingRule struct {
	Notice   string    `json:"notice"`   // between the invitation and the day
	Quorum   BodyShare `json:"quorum"`   // of the voting members; none: no quorum
	Minutes  string    `json:"minutes"`  // within which they are drafted
	Comments string    `json:"comments"` // for comments on a draft
	// Every is within which of the last meeting, or of the first day of the mandate, the next one is held; none: when it is convened.
	Every string `json:"every,omitzero"`
}

// A MeetingsPage is the meetings of a twinning, and those that are still to be held.
type MeetingsPage struct {
	Tender   string       `json:"tender"`
	Zone     string       `json:"zone"` // of the rule book; the instants are in UTC
	Awaited  []MeetingDue `json:"awaited"`
	Meetings []MeetingRow `json:"meetings"` // in the order in which they were planned
}

// A Neighbour is a tender beside a cut.
type Neighbour struct {
	Tender string `json:"tender"`
	Place  int64  `json:"place"`
	Score  string `json:"score"`
	// Points are those for the criterion that the cut is about.
	Points *string `json:"points,omitzero"`
	// Margin is how far its score, or its points, are from the threshold, or its score
	// from that of the tender on the other side of a budget's cut; never below zero.
	Margin string `json:"margin"`
}

// NotProven is a field of a receipt that its events do not prove.
type NotProven struct {
	Field string `json:"field"`
	Why   string `json:"why"`
}

// A NumberOf is the number that a country gave.
type NumberOf struct {
	Country string `json:"country"`
	Number  int64  `json:"number"`
}

// An ObligationRow is one thing owed.
type ObligationRow struct {
	Stream   string          `json:"stream"`
	ID       string          `json:"id"`
	What     string          `json:"what"`
	Who      []string        `json:"who"`
	Due      string          `json:"due"`
	Standing string          `json:"standing"`
	MetAt    string          `json:"met_at,omitzero"`
	Why      string          `json:"why,omitzero"` // it is no longer owed
	Lapse    string          `json:"lapse,omitzero"`
	Next     json.RawMessage `json:"next,omitzero"`
	// Letters are all of them, where they were asked for.
	Letters []ReminderRow `json:"letters,omitempty"`
}

// A OneSidedRule says what follows from interest on one side only.
type OneSidedRule struct {
	Then  string `json:"then"`           // waiting, masterclass or dropped
	Until string `json:"until,omitzero"` // of waiting: last day for statements on such a topic
	After string `json:"after,omitzero"` // of waiting: masterclass or dropped
}

// An OpeningRow says how the opening of the tenders stands.
type OpeningRow struct {
	SignedBy string   `json:"signed_by,omitzero"` // first; a second signature is awaited
	Awaits   []string `json:"awaits,omitempty"`   // whose signature opens them
	Moment   string   `json:"moment,omitzero"`    // at which they are opened by themselves
	OpenedAt string   `json:"opened_at,omitzero"`
	OpenedBy []string `json:"opened_by,omitempty"`
}

// An OptionCount is which countries chose an option.
type OptionCount struct {
	Option    string   `json:"option"`
	Countries []string `json:"countries"`
}

// An OptionTimes is how many chose an option.
type OptionTimes struct {
	Option string `json:"option"`
	Count  int64  `json:"count"`
}

// An Organisation is a party. One organisation may hold several roles.
type Organisation struct {
	ID      string `json:"id"` // short code within the tender
	Name    string `json:"name"`
	Country string `json:"country"` // ISO 3166-1 alpha-2, or EL and UK as the EU writes them
	Region  string `json:"region,omitzero"`
	// Attributes are what it declares that it has, where the rule book asks for any.
	Attributes []Attribute `json:"attributes,omitempty"`
}

// An OrganisationRow is the record of an organisation.
type OrganisationRow struct {
	Address   string    `json:"address"`
	Country   string    `json:"country"`
	Name      string    `json:"name"`
	Pic       string    `json:"pic,omitzero"`
	Vat       string    `json:"vat,omitzero"`
	Reference string    `json:"reference"`
	Stage     string    `json:"stage"`         // recorded or joined
	By        string    `json:"by"`            // person id of who recorded it
	Into      string    `json:"into,omitzero"` // the record that this one is another of
	Since     string    `json:"since"`         // of what it says now
	Past      []Details `json:"past"`          // what it said before, the oldest first
	Yours     bool      `json:"yours"`         // whoever asks belongs to it
	// Alike are other records that may be of the same organisation: for the staff, who join them or do not.
	Alike []AlikeRow `json:"alike,omitempty"`
}

// An Outcome tells a tender what the call decided about it. The call's stream
// is the truth; what the tender records is a copy.
type Outcome struct {
	Verdict string `json:"verdict"`
	Place   int64  `json:"place"`
	Score   string `json:"score"`
	Amount  string `json:"amount"`
	Why     Reason `json:"why"`
	Again   bool   `json:"again,omitzero"` // evaluated again after the ranking: Place is that on the reserve list, 0 for none
}

// An Override says who decided on eligibility against what the rules found.
type Override struct {
	By       string   `json:"by"`
	SignedBy string   `json:"signed_by"`
	Against  []string `json:"against"`
	Reason   Text     `json:"reason"`
}

// A PairingRow is a pairing of two countries. Who declined, and why, is told to the staff and to that country.
type PairingRow struct {
	Number   int64    `json:"number"`
	Topic    string   `json:"topic"`
	Offers   string   `json:"offers"`
	Seeks    string   `json:"seeks"`
	Begins   string   `json:"begins"`
	Months   int64    `json:"months"`
	Stage    string   `json:"stage"`
	Until    string   `json:"until"`
	Accepted []string `json:"accepted"` // countries
	EndedBy  string   `json:"ended_by,omitzero"`
	Why      Text     `json:"why,omitzero"`
	Yours    string   `json:"yours,omitzero"` // country that is to answer, for which whoever asks speaks
}

// PairingWeights say how much each thing that two countries have in common counts.
type PairingWeights struct {
	Activity int64 `json:"activity"` // for each activity that both wish for
	Language int64 `json:"language"` // once, where they have one in common
}

// A Param is a typed parameter of a refusal or a reason. It is made by the
// constructors below and holds no text that a person wrote, but for those of
// a rule book.
type Param struct {
	Name  string  `json:"name,omitzero"` // none in a list
	Type  string  `json:"type"`
	Of    string  `json:"of,omitzero"` // the set of a code
	Value string  `json:"value,omitzero"`
	Zone  string  `json:"zone,omitzero"`
	List  []Param `json:"list,omitempty"`
	With  []Param `json:"with,omitempty"` // of a reason
}

// A PartEvaluation is what was answered to a part of the evaluation form.
type PartEvaluation struct {
	Part    string        `json:"part"`
	Options []OptionTimes `json:"options"` // of one and many, in the order of the vocabulary
	Cells   []CellTimes   `json:"cells"`   // of a grid that are ticked
	Numbers []int64       `json:"numbers"`
	Texts   []Text        `json:"texts"`
}

// A PartResult is what was answered to a part.
type PartResult struct {
	Part    string        `json:"part"`
	Options []OptionCount `json:"options"` // of one and many
	Cells   []CellCount   `json:"cells"`   // of a grid
	Numbers []NumberOf    `json:"numbers"`
	Texts   []Said        `json:"texts"`
}

// Passing is the moment of the law that a decision follows from.
type Passing struct {
	Key string `json:"key"`
	At  string `json:"at,omitzero"`
}

// A PayingAccountRow is the account that runs are paid from; of its number it has the end alone.
type PayingAccountRow struct {
	Number  int64  `json:"number"`
	By      string `json:"by"` // person id
	Holder  string `json:"holder"`
	Ends    string `json:"ends"` // the last four characters of its IBAN
	Town    string `json:"town"`
	Country string `json:"country"`
}

// A PaymentLine is one item that a run pays.
type PaymentLine struct {
	Number   int64   `json:"number"` // in the run, from 1
	Tender   string  `json:"tender"`
	Of       string  `json:"of"` // OfInstalment or OfExpense
	Item     string  `json:"item"`
	Kind     string  `json:"kind"`              // of the instalment, or the cost kind of the expense
	Owed     string  `json:"owed"`              // what is owed for it
	Deducted *string `json:"deducted,omitzero"` // recoveries that are taken off
	Amount   string  `json:"amount"`            // what is transferred
	Due      string  `json:"due"`
	Account  int64   `json:"account"` // the number of the account of the twinning
	Payee    string  `json:"payee"`   // what the verification of payee said of it
	EndToEnd string  `json:"end_to_end"`
}

// A PeriodReport is what one country did in a period. The last one of a country and a period counts.
type PeriodReport struct {
	Period     int64             `json:"period"` // from 1
	Country    string            `json:"country"`
	By         string            `json:"by"` // person id
	At         time.Time         `json:"at"`
	Activities []CountryActivity `json:"activities,omitempty"`
	Nothing    Text              `json:"nothing,omitzero"` // why nothing was done
	Returned   json.RawMessage   `json:"returned,omitzero"`
}

// A PersonRow is what is shown of a person: neither name nor address.
type PersonRow struct {
	ID     string   `json:"id"`
	Alias  string   `json:"alias,omitzero"`
	Erased bool     `json:"erased,omitzero"`
	Roles  []string `json:"roles"`
}

// A PersonnelContract is under which somebody works for a twinning: recorded with the
// contract or by an amendment, and named by claims of what they cost.
type PersonnelContract struct {
	ID           string `json:"id"`
	Person       string `json:"person"`                // person id
	Organisation string `json:"organisation,omitzero"` // id of the organisation of the tender that employs them
	Role         string `json:"role"`                  // of the rule book's list, where it has one
	Rate         string `json:"rate"`                  // for one unit
	Unit         string `json:"unit"`                  // hour, day or month
	Most         string `json:"most"`                  // that is claimed under it in all, in the currency of the rate
	From         string `json:"from"`
	Until        string `json:"until"` // the last day
}

// A Plan is of which topic a masterclass became one.
type Plan struct {
	Initiative string   `json:"initiative"` // reference
	Topic      string   `json:"topic"`
	Title      Words    `json:"title"`
	Officers   []string `json:"officers"` // person ids
}

// A PreviewPage is an award that nobody has been told of.
type PreviewPage struct {
	Call       string         `json:"call"`
	Prepared   bool           `json:"prepared"`
	PreparedBy string         `json:"prepared_by,omitzero"` // id
	Moved      string         `json:"moved,omitzero"`       // the first thing that moved since it was prepared
	MayRelease []string       `json:"may_release"`          // ids
	Verdicts   []VerdictRow   `json:"verdicts"`
	Budget     string         `json:"budget"`
	Left       string         `json:"left"`
	Envelopes  []EnvelopeLeft `json:"envelopes,omitempty"`
	Rounds     []RoundRow     `json:"rounds,omitempty"` // of letters, were it released now
}

// A Priority has its topics.
type Priority struct {
	ID     string `json:"id"`
	Title  Words  `json:"title"`
	Topics []Term `json:"topics"`
}

// A ProgrammePage is a programme with its roles and what its rule books begin with.
type ProgrammePage struct {
	DefaultsSHA256 string             `json:"defaults_sha256,omitzero"`
	Name           string             `json:"name"`
	Reference      string             `json:"reference"`
	Stage          string             `json:"stage"`
	Version        int64              `json:"version,omitzero"`
	Zone           string             `json:"zone"`
	Defaults       string             `json:"defaults,omitzero"` // YAML
	Roles          []RoleRow          `json:"roles"`             // auditors for who sees it whole
	Changes        []ProgrammeRoleRow `json:"changes"`           // in the order of their decisions; for who sees it whole
}

// A ProgrammeRoleRow is one change of a role of a programme.
type ProgrammeRoleRow struct {
	Given     string `json:"given,omitzero"`
	InForce   bool   `json:"in_force"`
	Number    int64  `json:"number"`
	Role      string `json:"role"`
	Since     string `json:"since"`
	Withdrawn string `json:"withdrawn,omitzero"`
	Why       Text   `json:"why"`
}

// A ProgrammeRow is a programme in a list.
type ProgrammeRow struct {
	Reference      string `json:"reference"`
	Name           string `json:"name"`
	Stage          string `json:"stage"`
	Zone           string `json:"zone"`
	DefaultsSHA256 string `json:"defaults_sha256,omitzero"` // of the default parts of rule books
	Version        int64  `json:"version,omitzero"`         // 0 for who is not told how many facts there are
}

// Proof is an RFC 6962 inclusion proof in the tree of Size leaves.
type Proof struct {
	Size   int64    `json:"size"`
	Hashes []string `json:"hashes"` // hex
}

// A ProposalRow is what one person of the staff has proposed and another must sign.
type ProposalRow struct {
	Number int64  `json:"number"`
	What   string `json:"what"` // rules, deadline or cancellation
	By     string `json:"by"`
	At     string `json:"at"`
	Why    string `json:"why"`
	SHA256 string `json:"sha256,omitzero"` // of the version of the rule book
	Until  string `json:"until,omitzero"`  // the new deadline on clocks in the zone of the call
}

// A ProposedDecision waits for a second signature.
type ProposedDecision struct {
	By       string   `json:"by"`
	Eligible bool     `json:"eligible"`
	Against  []string `json:"against"`
	Reason   string   `json:"reason"`
	Awaits   []string `json:"awaits"` // whose signature makes it hold
}

// PublishRule says what of the result is public, once it is published.
type PublishRule struct {
	Countries bool `json:"countries"` // which country answered what; else how many
	Texts     bool `json:"texts"`     // what countries wrote in their own words
}

// A Question is a clarification asked for.
type Question struct {
	Number   int64    `json:"number"` // from 1
	Fields   []string `json:"fields"`
	Question Text     `json:"question"`
	Answer   Text     `json:"answer,omitzero"`
}

// A QueuedExpense is an expense that waits for a step of the viewer's, with what they judge it by.
type QueuedExpense struct {
	Call     string          `json:"call"`
	Tender   string          `json:"tender"`
	Title    string          `json:"title"`
	Month    int64           `json:"month"`          // of the log that it came with, or in which its day lies
	Apart    bool            `json:"apart,omitzero"` // it came apart from a log
	Expense  string          `json:"expense"`        // its id in the twinning
	Status   string          `json:"status"`
	Step     string          `json:"step"` // that it waits for; of a parked one, at which it was put aside
	Claimant string          `json:"claimant"`
	Claim    Claim           `json:"claim"`              // as it was claimed, in its own currency
	Amount   string          `json:"amount"`             // in the currency of the contract
	Accepted string          `json:"accepted"`           // of the amount, less what was deducted
	Rate     json.RawMessage `json:"rate,omitzero"`      // how it came to the amount
	Error    string          `json:"error,omitzero"`     // the type of error for which less was accepted
	Why      Text            `json:"why,omitzero"`       // it was parked or, before its correction, returned
	Sampled  bool            `json:"sampled,omitzero"`   // it was drawn to be looked at
	Contract string          `json:"contract"`           // of its cost kind
	Claimed  string          `json:"claimed"`            // of its cost kind, all of it
	Checks   []Check         `json:"checks,omitempty"`   // what its verification confirms
	Errors   []ErrorType     `json:"errors,omitempty"`   // for which less can be accepted
	Invoices []SameInvoice   `json:"invoices,omitempty"` // other claims that name its invoice
}

// A QuorumCount says how many of the voting members were there, each country or member counted once.
type QuorumCount struct {
	Present int64 `json:"present"`
	Of      int64 `json:"of"`
	Needed  int64 `json:"needed"`
	Reached bool  `json:"reached"`
}

// A RateRow is an exchange rate of a call as it counts now.
type RateRow struct {
	Currency string `json:"currency"`
	Date     string `json:"date"`
	Rate     string `json:"rate"`   // units of the currency for one of the budget's
	Base     string `json:"base"`   // the currency of the budget
	Import   int64  `json:"import"` // the import that brought it, from 1
}

// A Read is that somebody read something.
type Read struct {
	At      time.Time `json:"at"`     // real time
	Person  string    `json:"person"` // id; "" is who works at the machine of the programme
	Stream  string    `json:"stream"` // of the life
	What    string    `json:"what"`   // which question or export
	Rule    string    `json:"rule"`   // by what they may: operator, staff, auditor, party, evaluator, procurer, hand
	Purpose string    `json:"purpose,omitzero"`
}

// A ReadinessAnswer is an option of a question of the readiness questionnaire.
type ReadinessAnswer struct {
	Question string `json:"question"`
	Option   string `json:"option"`
}

// A ReadinessOption gives its points.
type ReadinessOption struct {
	ID     string `json:"id"`
	Title  Words  `json:"title"`
	Points int64  `json:"points"`
}

// A ReadinessQuestion of the readiness questionnaire is answered by one of its options.
type ReadinessQuestion struct {
	ID      string            `json:"id"`
	Title   Words             `json:"title"`
	Options []ReadinessOption `json:"options"`
}

// A ReadinessRow is one question of the readiness questionnaire, with the points of its answer.
type ReadinessRow struct {
	Question string `json:"question"`
	Option   string `json:"option,omitzero"` // none was given
	Points   int64  `json:"points"`
	Most     int64  `json:"most"`
}

// A Reason is what a law found, as a code and typed parameters. A sentence is
// made of it when somebody reads it: see internal/narrate.
type Reason struct {
	Code string  `json:"code"` // kebab-case, of one set for all reasons
	With []Param `json:"with,omitempty"`
}

// A Receipt is what a person keeps of a command. It holds no personal data.
type Receipt struct {
	CommandID  string          `json:"command_id"`
	Stream     string          `json:"stream"`
	Reference  string          `json:"reference"`
	Status     string          `json:"status"`
	ReceivedAt string          `json:"received_at"` // RFC 3339, UTC, six digits
	Received   Inclusion       `json:"received"`
	Events     []Recorded      `json:"events"`
	Before     json.RawMessage `json:"before,omitzero"`   // the event of the stream before the answer; nil where there is none, or where NotProven names it
	Verdict    string          `json:"verdict,omitzero"`  // in time, or late
	Limit      string          `json:"limit,omitzero"`    // the instant by which it was judged: RFC 3339, UTC, six digits
	Deadline   json.RawMessage `json:"deadline,omitzero"` // by which it was judged
	Refusal    json.RawMessage `json:"refusal,omitzero"`
	// Nonce is that of a sealed command (law.CommandReceived). Only who sent it
	// has it; with it and the tender they can prove what was sent.
	Nonce     string          `json:"nonce,omitzero"`
	Signed    json.RawMessage `json:"signed,omitzero"` // in place of a checkpoint
	NotProven []NotProven     `json:"not_proven"`      // the fields that the events above do not prove
}

// A RecommendationRow is a recommendation, with what became of it.
type RecommendationRow struct {
	ID     string `json:"id"`
	To     Text   `json:"to"`
	Text   Text   `json:"text"`
	Due    string `json:"due,omitzero"`
	Status string `json:"status,omitzero"` // none: nothing was said
	Said   Text   `json:"said,omitzero"`
	SaidAt string `json:"said_at,omitzero"`
}

// Recomputed is what the law says today, over the facts that the decision had.
type Recomputed struct {
	Same       bool     `json:"same"` // every event of it, byte for byte
	Difference Sentence `json:"difference,omitzero"`
	// Blind is why it cannot be computed again: something before it was erased.
	Blind Sentence `json:"blind,omitzero"`
}

// Recorded is one event of the answer: as the tree has it, and what its header
// says of it.
type Recorded struct {
	Body       []byte          `json:"body,omitempty"`
	BodyHash   string          `json:"body_hash"`
	Header     string          `json:"header"`
	Leaf       string          `json:"leaf"`
	Position   int64           `json:"position"`
	Proof      json.RawMessage `json:"proof,omitzero"`
	Salt       []byte          `json:"salt,omitempty"`
	Kind       string          `json:"kind"`
	Version    int64           `json:"version"`
	RecordedAt string          `json:"recorded_at"`
}

// A RecoveryPage is what is asked back from the parties of a twinning.
type RecoveryPage struct {
	Tender     string        `json:"tender"`
	Paid       string        `json:"paid"`     // transferred, less what came back
	GotBack    string        `json:"got_back"` // deducted and received
	Open       string        `json:"open"`     // asked back and not paid yet
	Recoveries []RecoveryRow `json:"recoveries"`
}

// A RecoveryRow is one recovery.
type RecoveryRow struct {
	Number  int64  `json:"number"`
	Of      string `json:"of"` // expense, pre-financing, finding
	Expense string `json:"expense,omitzero"`
	Amount  string `json:"amount"`
	Left    string `json:"left"`
	Status  string `json:"status"`
	Until   string `json:"until"`        // the last day for observations
	Due     string `json:"due,omitzero"` // the last day to pay back
	Waiving string `json:"waiving,omitzero"`
}

// A Refusal is the law's no: a fact, never a failure. It holds no sentence, so
// that a better wording, or another language, changes nothing that is recorded:
// internal/narrate says in words what was wrong and what to do.
type Refusal struct {
	Rule string  `json:"rule"` // kebab-case, the rule as the handbook names it
	Code string  `json:"code"` // kebab-case; rule and code together have one sentence
	With []Param `json:"with,omitempty"`
}

// A RegistrationRow is a registration: one's own, or for the staff anybody's.
type RegistrationRow struct {
	Masterclass  string          `json:"masterclass"`
	Title        Words           `json:"title"`
	Stage        string          `json:"stage"` // of the masterclass
	Number       int64           `json:"number"`
	Person       string          `json:"person"` // id
	Group        string          `json:"group"`
	Country      string          `json:"country"`
	Organisation Text            `json:"organisation"`
	Needs        Text            `json:"needs,omitzero"`
	At           string          `json:"at"`
	Place        int64           `json:"place"` // 0: it waits
	Ahead        int64           `json:"ahead"` // that wait before it
	ConfirmBy    string          `json:"confirm_by,omitzero"`
	ConfirmedAt  string          `json:"confirmed_at,omitzero"`
	Ended        string          `json:"ended,omitzero"`
	Why          Text            `json:"why,omitzero"`
	Present      []string        `json:"present"`   // ids of sessions
	Evaluates    bool            `json:"evaluates"` // the evaluation form is open to them
	Evaluated    bool            `json:"evaluated"` // they have filled it in
	Certifies    bool            `json:"certifies"` // they may take the certificate
	Certificate  json.RawMessage `json:"certificate,omitzero"`
}

// A ReminderRow is one letter about an obligation and what became of it, or
// that it is still to come.
type ReminderRow struct {
	Key      string `json:"key"`    // one for ever
	Letter   string `json:"letter"` // its name in the ladder
	Due      string `json:"due"`    // the due date that it is about
	At       string `json:"at"`     // its moment
	Outcome  string `json:"outcome"`
	Why      string `json:"why,omitzero"`
	Position int64  `json:"position,omitzero"` // of the event that says so
}

// Reminders are the ladders of letters.
type Reminders struct {
	At      string            `json:"at"`      // hour on clocks in the zone: 08:00
	Ladders map[string]Ladder `json:"ladders"` // by kind of obligation: quality-check, renewal, answer
}

// A ReportRow is one evaluator's report, or that it is awaited.
type ReportRow struct {
	Evaluator string  `json:"evaluator"` // id
	Status    string  `json:"status"`
	Total     string  `json:"total,omitzero"`
	Scores    []Score `json:"scores,omitempty"`
}

// A ReportSet is every report of a call, with the criteria of its rule book.
type ReportSet struct {
	Criteria []Criterion `json:"criteria"`
	Sheets   []Sheet     `json:"sheets"`
}

// A ReportText is what the parties sign under the final report. Its canonical bytes are its
// JSON in this order, without spaces. What was submitted stands in it by its hash, and the
// costs as they are accepted: when either changes, a signature before is void.
type ReportText struct {
	Call      string        `json:"call"`
	Tender    string        `json:"tender"`
	Contract  string        `json:"contract,omitzero"` // SHA-256 of the contract's text, where the signatures under it named it
	Rules     string        `json:"rules"`
	Number    int64         `json:"number"`
	Substance string        `json:"substance"`
	Finance   []FinanceLine `json:"finance,omitempty"`
}

// A ReserveRow is a place on the reserve list as it stands now.
type ReserveRow struct {
	Place    int64  `json:"place"` // on the list, from 1
	Tender   string `json:"tender"`
	Score    string `json:"score"`
	Amount   string `json:"amount"`
	Envelope string `json:"envelope,omitzero"`
	Ahead    bool   `json:"ahead"` // by an upheld complaint
	Next     bool   `json:"next"`  // the head of its list
	Free     string `json:"free"`  // money that it could be funded with
	Funded   bool   `json:"funded"`
	Why      string `json:"why"`
}

// A ReturnedReport says why a report was returned.
type ReturnedReport struct {
	By  string    `json:"by"` // person id, of the staff
	At  time.Time `json:"at"`
	Why Text      `json:"why"`
}

// A Review is one evaluator's report.
type Review struct {
	Evaluator string  `json:"evaluator"`
	Scores    []Score `json:"scores"`
	Total     string  `json:"total"`
}

// A RoleChangeRow is one change of a role.
type RoleChangeRow struct {
	Number    int64  `json:"number"`
	Role      string `json:"role"`
	Given     string `json:"given,omitzero"`
	Withdrawn string `json:"withdrawn,omitzero"`
	Since     string `json:"since"`
	InForce   bool   `json:"in_force"`
}

// A RoleRow is one person in one role.
type RoleRow struct {
	Role   string `json:"role"`
	Person string `json:"person"`
	For    string `json:"for,omitzero"` // whose deputy the person is
}

// RolesPage is who has which role in a call, and how that came about since its opening.
type RolesPage struct {
	Roles    []RoleRow       `json:"roles"`
	Changes  []RoleChangeRow `json:"changes"`  // in the order of their decisions; for the staff
	Absences []AbsenceRow    `json:"absences"` // for the staff
}

// A RoundLetter is a letter of a round: who was told, and what became of it. What it says is
// its recipient's alone.
type RoundLetter struct {
	Tender string `json:"tender"`
	To     string `json:"to"`     // person id
	Letter string `json:"letter"` // template
	Fate   string `json:"fate"`   // sent, came back, in doubt, refused, not sent, to come
	FateAt string `json:"fate_at,omitzero"`
}

// A RoundRow is a round of letters.
type RoundRow struct {
	Verdict         string   `json:"verdict"`
	At              string   `json:"at"`   // UTC
	When            string   `json:"when"` // on clocks in the zone of the call
	Announced       bool     `json:"announced"`
	Tenders         []string `json:"tenders"` // who was told
	Last            bool     `json:"last"`
	ComplaintsUntil string   `json:"complaints_until,omitzero"`
	StandstillUntil string   `json:"standstill_until,omitzero"`
	// Letters are those of a round that has been: to whom, and what became of each.
	Letters []RoundLetter `json:"letters,omitempty"`
}

// A Rule is the rule that a decision goes by, in the version of the rule book
// that held then.
type Rule struct {
	ID     string  `json:"id"`            // kebab-case: of a rule or, where none is behind it, of the kind of decision
	Name   string  `json:"name"`          // in the reader's language
	Code   string  `json:"code,omitzero"` // of a refusal
	Book   string  `json:"book,omitzero"` // SHA-256 of the rule book
	Values []Value `json:"values"`
}

// A RuleBookPage is the rule book of a call as the file was recorded.
type RuleBookPage struct {
	Call     string `json:"call"`
	SHA256   string `json:"sha256"` // of File
	File     string `json:"file"`   // YAML
	Position int64  `json:"position"`
}

// Rules are the rule book of a marketplace. They are public.
type Rules struct {
	Title         Words               `json:"title"`
	Programme     string              `json:"programme,omitzero"` // reference; none: it belongs to none
	Zone          string              `json:"zone"`               // IANA name: periods end at its midnight
	Holidays      []ClosedDay         `json:"holidays,omitempty"` // days that are no working days, beside Saturdays and Sundays
	Officers      []string            `json:"officers"`           // person ids of the staff, who check entries
	Priorities    []Priority          `json:"priorities"`
	Kinds         []Term              `json:"kinds"` // of solutions
	Types         []Term              `json:"types"` // of twinnings
	Languages     []string            `json:"languages"`
	Readiness     []ReadinessQuestion `json:"readiness,omitempty"`
	ValidFor      string              `json:"valid_for"`     // from publication, or renewal
	CheckWithin   string              `json:"check_within"`  // from submission
	AnswerWithin  string              `json:"answer_within"` // from the expression of an interest
	Reminders     Reminders           `json:"reminders"`
	EntriesADay   int64               `json:"entries_a_day"`   // of one person, within 24 hours
	InterestsADay int64               `json:"interests_a_day"` // of one person, within 24 hours
	OtherCountry  bool                `json:"other_country"`   // counterparts are suggested from another country alone
	Weights       Weights             `json:"weights"`
	Least         int64               `json:"least"` // sum of weights below which nothing is suggested
	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// A RunLine is a line and what became of it.
type RunLine struct {
	Account  int64   `json:"account"`
	Amount   string  `json:"amount"`
	Deducted *string `json:"deducted,omitzero"`
	Due      string  `json:"due"`
	EndToEnd string  `json:"end_to_end"`
	Item     string  `json:"item"`
	Kind     string  `json:"kind"`
	Number   int64   `json:"number"`
	Of       string  `json:"of"`
	Owed     string  `json:"owed"`
	Payee    string  `json:"payee"`
	Tender   string  `json:"tender"`
	Status   string  `json:"status"`
	Day      string  `json:"day,omitzero"`    // on which it was booked or returned
	Ref      string  `json:"ref,omitzero"`    // of the bank
	Code     string  `json:"code,omitzero"`   // why it was returned (ISO 20022)
	Why      Text    `json:"why,omitzero"`    // it was taken out
	Booked   bool    `json:"booked,omitzero"` // it was executed before it was returned: it is owed by another name now
	Recorded string  `json:"recorded,omitzero"`
}

// A RunPage is a payment run, line by line.
type RunPage struct {
	Executed   int64           `json:"executed"`
	Lines      int64           `json:"lines"`
	On         string          `json:"on"`
	PreparedBy string          `json:"prepared_by"`
	ReleasedBy string          `json:"released_by,omitzero"`
	Returned   int64           `json:"returned"`
	Run        int64           `json:"run"`
	Status     string          `json:"status"`
	Total      string          `json:"total"`
	Waiting    int64           `json:"waiting"`
	Call       string          `json:"call"`
	Message    string          `json:"message"` // the id by which the bank knows it
	SHA256     string          `json:"sha256"`  // of its lines: who releases it names it
	Account    json.RawMessage `json:"account,omitzero"`
	Why        Text            `json:"why,omitzero"` // of its withdrawal
	Rows       []RunLine       `json:"rows"`
	LeftOut    []LeftOut       `json:"left_out"`
}

// A RunRow is a payment run in short.
type RunRow struct {
	Run        int64  `json:"run"`
	Status     string `json:"status"`
	On         string `json:"on"`
	Lines      int64  `json:"lines"` // that were not taken out
	Executed   int64  `json:"executed"`
	Returned   int64  `json:"returned"`
	Waiting    int64  `json:"waiting"`
	Total      string `json:"total"`
	PreparedBy string `json:"prepared_by"` // person id
	ReleasedBy string `json:"released_by,omitzero"`
}

// A Rung is one letter: so many days before (negative) or after the due date,
// at the hour of the rule book. Escalation is a rung to somebody higher.
type Rung struct {
	Name   string   `json:"name"`   // reminder, overdue, escalation: unique in its ladder
	Days   int64    `json:"days"`   // calendar days from the due date
	To     []string `json:"to"`     // owner, or roles: officer, head, contact
	Letter string   `json:"letter"` // template
}

// A RungRow is the next letter about an obligation.
type RungRow struct {
	Rung string   `json:"rung"`
	At   string   `json:"at"`
	To   []string `json:"to"`
}

// A RunsPage is what a call pays by runs: what the next one would pay if the viewer prepared it now, and the runs so far.
type RunsPage struct {
	Call    string          `json:"call"`
	Account json.RawMessage `json:"account,omitzero"` // that the next run is paid from
	Payable []PaymentLine   `json:"payable"`
	LeftOut []LeftOut       `json:"left_out"`
	Total   *string         `json:"total,omitzero"` // of what is payable
	Runs    []RunRow        `json:"runs"`           // the last one first
}

// A Said is what a country wrote.
type Said struct {
	Country string `json:"country"`
	Text    Text   `json:"text"`
}

// A SameInvoice is another claim that names the same invoice.
type SameInvoice struct {
	Tender  string `json:"tender"`
	Expense string `json:"expense"`
	Status  string `json:"status"`
	Amount  string `json:"amount"`
}

// A Score is the points of one criterion, with the evaluator's comment.
type Score struct {
	Criterion string `json:"criterion"`
	Points    string `json:"points"`
	Comment   Text   `json:"comment"`
}

// A SeatRule is one category of members.
type SeatRule struct {
	ID         string          `json:"id"`
	Title      Words           `json:"title"`
	Of         string          `json:"of"`                 // country, organisation or person
	Votes      bool            `json:"votes"`              // else an observer
	Most       int64           `json:"most,omitzero"`      // seats; 0: no limit
	Countries  json.RawMessage `json:"countries,omitzero"` // whose countries may sit; of countries
	For        string          `json:"for,omitzero"`       // an appointment, in months or years; none: as long as the mandate
	Alternates int64           `json:"alternates"`         // the most of a member
	Declares   bool            `json:"declares,omitzero"`  // who sits declares interests before the appointment
}

// A Sentence is a code with its parameters, and what they say in the reader's language.
type Sentence struct {
	Code string  `json:"code"`
	With []Param `json:"with,omitempty"`
	Text string  `json:"text"`
}

// A Session has its place and its time.
type Session struct {
	ID      string   `json:"id"`
	Title   Words    `json:"title"`
	Starts  string   `json:"starts"`
	Ends    string   `json:"ends"`
	Zone    string   `json:"zone,omitzero"` // IANA name; none: that of the masterclass
	Place   Words    `json:"place"`
	Modules []string `json:"modules,omitempty"` // ids
}

// A Share is the part of the costs that one organisation of a tender claims.
type Share struct {
	Organisation string `json:"organisation"` // id in the tender
	Amount       string `json:"amount"`
}

// A Sheet is one evaluation of one tender: every criterion of every report, and
// what they came to.
type Sheet struct {
	Call         string          `json:"call"`
	Tender       string          `json:"tender"`
	Round        int64           `json:"round"`
	Stage        string          `json:"stage"` // of an earlier round: in which it ended
	Why          string          `json:"why,omitzero"`
	Criteria     []CriterionRow  `json:"criteria"`
	Reports      []ReportRow     `json:"reports"`
	Proposal     json.RawMessage `json:"proposal,omitzero"`
	Score        string          `json:"score,omitzero"`
	Method       string          `json:"method,omitzero"`
	Mean         string          `json:"mean,omitzero"`
	Median       string          `json:"median,omitzero"`
	Spread       string          `json:"spread,omitzero"`
	DoesNotCount []Doubt         `json:"does_not_count"`
	Withheld     bool            `json:"withheld,omitzero"` // reports of others, until the tender is evaluated
}

// A Shift is one tender that a what-if moves.
type Shift struct {
	Tender string   `json:"tender"`
	From   string   `json:"from"`
	To     string   `json:"to"`
	Place  []int64  `json:"place"` // was and would be
	Score  []string `json:"score"` // was and would be
	Why    Reason   `json:"why"`
}

// A SignatureRow is one signature under a contract.
type SignatureRow struct {
	Party  string `json:"party"` // contractor or procurer
	Person string `json:"person"`
	At     string `json:"at"` // UTC
	SHA256 string `json:"sha256,omitzero"`
	Void   bool   `json:"void"` // the text has changed since it was signed
}

// Signed proves the events of a receipt by the batches in which they were appended, each signed by a key that an operator registered.
type Signed struct {
	Batches   []SignedBatch `json:"batches"`    // by First
	Keys      []Inclusion   `json:"keys"`       // every event of ledger/keys when the receipt was made, with its body
	KeyEvents int64         `json:"key_events"` // how many these are
}

// SignedBatch is one commit: the positions [First, Size), the tree before them, their leaves, and who signed the root behind them.
type SignedBatch struct {
	First      int64  `json:"first"`
	Size       int64  `json:"size"`
	Root       []byte `json:"root"`
	RecordedAt string `json:"recorded_at"` // programme clock; RFC 3339 UTC with six digits
	At         string `json:"at"`          // the same instant on PostgreSQL's clock
	Signer     string `json:"signer"`
	Signature  []byte `json:"signature"`
	Before     []byte `json:"before,omitempty"` // hashes of the tree of First leaves, 32 bytes each
	Leaves     []byte `json:"leaves"`           // 32 bytes each
}

// A StageCount is how many stand in a stage.
type StageCount struct {
	Stage string `json:"stage"`
	Count int64  `json:"count"`
}

// A StateRow is a life as it stood.
type StateRow struct {
	Stream       string          `json:"stream"`
	Reference    string          `json:"reference"`
	Stage        string          `json:"stage"`
	Version      int64           `json:"version,omitzero"`  // 0 for who is not told how many facts there are
	Position     int64           `json:"position,omitzero"` // of its last event then; 0 as Version
	AsOf         string          `json:"as_of,omitzero"`
	Fold         int64           `json:"fold"`
	StateSHA256  string          `json:"state_sha256,omitzero"` // where nothing is kept from the reader
	Pending      int64           `json:"pending"`               // commands received and not judged, now: the reader's own, or all as Version
	Sealed       bool            `json:"sealed"`
	Withheld     []string        `json:"withheld,omitempty"` // the parts that are kept from the reader
	DoesNotCount []Doubt         `json:"does_not_count,omitempty"`
	Obligations  []ObligationRow `json:"obligations"`
	State        json.RawMessage `json:"state"`
}

// A Step is one tender of the ranking and what the walk made of it.
type Step struct {
	Place        int64    `json:"place"`
	Tender       string   `json:"tender"`
	Score        string   `json:"score"`
	Amount       string   `json:"amount"`
	Verdict      string   `json:"verdict"`
	Left         string   `json:"left"` // after this step
	Why          Reason   `json:"why"`
	Below        []string `json:"below,omitempty"`        // criteria whose individual threshold it missed, in the order of the rule book
	Envelope     string   `json:"envelope,omitzero"`      // that funds its type, where the rule book has envelopes
	EnvelopeLeft *string  `json:"envelope_left,omitzero"` // in that envelope after this step
	Counts       []Count  `json:"counts,omitempty"`       // for which caps of the rule book an award counts
	Ahead        bool     `json:"ahead,omitzero"`         // by an upheld complaint, before everybody who was ranked
	Again        bool     `json:"again,omitzero"`         // evaluated again after the ranking: Place was that on the reserve list
}

// A StoredFile is a file in the store of evidence. What it is called, its type and the SHA-256 of its content
// stand, sealed, in the receipt; all that is in the clear says nothing of what is in it.
type StoredFile struct {
	File         string `json:"file"`          // opaque name in the store
	SealedSHA256 string `json:"sealed_sha256"` // SHA-256 of the ciphertext
	SealedSize   int64  `json:"sealed_size"`   // bytes of the ciphertext
	Name         Text   `json:"name"`          // what whoever added it calls it
	Type         Text   `json:"type"`          // media type
	SHA256       Text   `json:"sha256"`        // of the content
}

// A StoredRow is a file that is in the store, for whoever sees what it belongs to.
type StoredRow struct {
	File string `json:"file"` // opaque name in the store
	Name Text   `json:"name"`
	Type Text   `json:"type"`
}

// A SuggestedPairingRow is a pairing that the statements suggest, with its reasons in words.
type SuggestedPairingRow struct {
	Topic   string   `json:"topic"`
	Offers  string   `json:"offers"`
	Seeks   string   `json:"seeks"`
	Score   int64    `json:"score"`
	Reasons []string `json:"reasons"`
}

// A SuggestionRow is a counterpart that is suggested, with its reasons.
type SuggestionRow struct {
	Entry   EntryRow  `json:"entry"`
	Sum     int64     `json:"sum"` // of the weights
	Reasons []Weighed `json:"reasons"`
	Say     []string  `json:"say"` // the reasons in words
}

// A SurveyAnswerRow is the answer of a country, with its earlier versions.
type SurveyAnswerRow struct {
	AnsweredAt  string             `json:"answered_at,omitzero"`
	Country     string             `json:"country"`
	Late        bool               `json:"late"`
	Leave       string             `json:"leave,omitzero"`
	Respondents []string           `json:"respondents"`
	Versions    int64              `json:"versions"`
	Yours       bool               `json:"yours"`
	Survey      string             `json:"survey"`
	Answers     []Given            `json:"answers"` // those that count
	Past        []SurveyVersionRow `json:"past"`    // all versions, the oldest first
	LeaveWhy    Text               `json:"leave_why,omitzero"`
	Until       string             `json:"until"`   // last day for an answer
	Open        bool               `json:"open"`    // an answer is taken now
	Entries     []string           `json:"entries"` // of a marketplace, that it became
	Drafts      []EntryDraft       `json:"drafts"`  // entries that it may become; for who answers
}

// A SurveyCountryRow is how a country stands in a survey.
type SurveyCountryRow struct {
	Country     string   `json:"country"`
	Respondents []string `json:"respondents"`          // person ids
	Versions    int64    `json:"versions"`             // of its answer
	AnsweredAt  string   `json:"answered_at,omitzero"` // the last version
	Late        bool     `json:"late"`                 // the last version came after the closing date, by leave
	Leave       string   `json:"leave,omitzero"`       // last day for an answer after the closing date
	Yours       bool     `json:"yours"`                // whoever asks answers for it
}

// SurveyEntries say how an answer becomes entries of a marketplace.
type SurveyEntries struct {
	Kind        string      `json:"kind"` // of solution
	Types       []string    `json:"types"`
	Languages   []string    `json:"languages"`
	Offers      Words       `json:"offers"`      // what the title of an offer begins with
	Seeks       Words       `json:"seeks"`       // what the title of a requirement begins with
	Description Words       `json:"description"` // what the description begins with
	Topics      []AreaTopic `json:"topics"`
}

// A SurveyPart of a question is one thing that is answered.
type SurveyPart struct {
	ID       string       `json:"id"`
	Title    Words        `json:"title"`
	Kind     string       `json:"kind"`
	Of       string       `json:"of,omitzero"`       // the vocabulary of options, or of the rows of a grid
	Columns  []GridColumn `json:"columns,omitempty"` // of a grid
	Required bool         `json:"required,omitzero"`
	Least    int64        `json:"least,omitzero"` // of a number
	Most     int64        `json:"most,omitzero"`  // of a number
}

// A SurveyQuestion is told as it stands in its source, and answered by its parts.
type SurveyQuestion struct {
	ID    string       `json:"id"`
	Title Words        `json:"title"`
	When  []AskedWhen  `json:"when,omitempty"` // it is asked where one of them holds; none: always
	Parts []SurveyPart `json:"parts"`
}

// A SurveyResult is what the last answers of the countries add up to.
type SurveyResult struct {
	Asked    []string     `json:"asked"`    // countries
	Answered []string     `json:"answered"` // countries
	Areas    []AreaResult `json:"areas"`    // in the order of the rule book; none where it reads no areas
	Neither  []string     `json:"neither"`  // countries that answered and neither offer nor seek anything
	Reasons  []Said       `json:"reasons"`  // theirs
	Parts    []PartResult `json:"parts"`
}

// A SurveyResultRow is the result of a survey, as far as a viewer may see it.
type SurveyResultRow struct {
	Survey    string       `json:"survey"`
	Stage     string       `json:"stage"`
	SHA256    string       `json:"sha256"`    // of the rule book by which it is read; "" for whoever is not told of all of it
	Countries bool         `json:"countries"` // which country answered what is told; else how many, as lists of "?"
	Texts     bool         `json:"texts"`     // what countries wrote is told
	Result    SurveyResult `json:"result"`
}

// A SurveyRow is a survey as a viewer sees it.
type SurveyRow struct {
	Reference   string             `json:"reference"`
	Stage       string             `json:"stage"` // open, closed or published
	Rules       SurveyRules        `json:"rules"`
	SHA256      string             `json:"sha256"` // of the rule book; "" for whoever is not told of all of it
	OpenedAt    string             `json:"opened_at"`
	Closes      string             `json:"closes"` // last day for answers
	ClosedAt    string             `json:"closed_at,omitzero"`
	PublishedAt string             `json:"published_at,omitzero"`
	Asked       int64              `json:"asked"`     // countries
	Answered    int64              `json:"answered"`  // countries; 0 where the viewer is not told
	Countries   []SurveyCountryRow `json:"countries"` // for the staff all, for who answers their own
	Steers      bool               `json:"steers"`    // whoever asks is of its staff
	Figures     bool               `json:"figures"`   // whoever asks sees the result
}

// SurveyRules are the rule book of a survey: its questionnaire, and how it is held.
type SurveyRules struct {
	Title        Words            `json:"title"`
	Lead         Words            `json:"lead"`               // why it is held, for who answers
	Programme    string           `json:"programme,omitzero"` // reference; none: it belongs to none
	Zone         string           `json:"zone"`               // IANA name: the closing date ends at its midnight
	Holidays     []ClosedDay      `json:"holidays,omitempty"`
	Officers     []string         `json:"officers"` // person ids of the staff
	Countries    CountryList      `json:"countries"`
	Closes       string           `json:"closes"`               // last day for answers
	ExtendDays   int64            `json:"extend_days,omitzero"` // the most days by which that is moved; none: a year
	Vocabularies []Vocabulary     `json:"vocabularies"`
	Questions    []SurveyQuestion `json:"questions"`
	Areas        json.RawMessage  `json:"areas,omitzero"`   // how the result by area is read from answers; nil: there is none
	Entries      json.RawMessage  `json:"entries,omitzero"` // how an answer becomes entries of a marketplace; nil: it does not
	Publish      PublishRule      `json:"publish"`
	Reminders    Reminders        `json:"reminders"`
	// Sources says of each value where it comes from, or that it is a sample.
	Sources []string `json:"sources,omitempty"`
}

// A SurveyVersionRow is one version of an answer.
type SurveyVersionRow struct {
	By      string  `json:"by"` // person id
	At      string  `json:"at"`
	Late    bool    `json:"late"`
	Answers []Given `json:"answers"`
}

// A Table is arithmetic with one line for each of many things. Columns and Cells are
// what Header and Rows say in the reader's language.
type Table struct {
	Columns []string   `json:"columns"` // codes
	Cells   [][]Param  `json:"cells"`
	Header  []string   `json:"header"`
	Rows    [][]string `json:"rows"`
}

// A Tender is what a tenderer submits: who hands what to whom, and at what
// cost. It is sealed until the opening of the call.
type Tender struct {
	Title         string         `json:"title"`
	Type          string         `json:"type"`     // id of a type in the rule book
	Priority      string         `json:"priority"` // id of a policy priority
	Topic         string         `json:"topic"`    // id of one of its topics
	Solution      string         `json:"solution"` // what is transferred, in words
	Plan          string         `json:"plan,omitzero"`
	Months        int64          `json:"months"` // planned duration, in project months
	Description   string         `json:"description,omitzero"`
	Organisations []Organisation `json:"organisations"`
	Originators   []string       `json:"originators"` // ids of organisations
	Adopters      []string       `json:"adopters"`
	Facilitators  []string       `json:"facilitators,omitempty"`
	Tenderer      string         `json:"tenderer"`
	Contractor    string         `json:"contractor"`
	Contact       string         `json:"contact"`          // person id: logs, claims, answers
	Signatory     string         `json:"signatory"`        // person id: signs the contract
	Costs         Costs          `json:"costs,omitzero"`   // nothing at all where the call has no budget
	Shares        []Share        `json:"shares,omitempty"` // of the costs, by organisation, where the rule book asks for them
	Documents     []Document     `json:"documents,omitempty"`
	// Exclusion is the declaration that the parties are in no exclusion situation.
	Exclusion bool `json:"exclusion"`
	// Match is the reference of the interest in an entry of a marketplace by which the parties
	// were introduced; none is needed, and none gives points.
	Match string `json:"match,omitzero"`
	// Sources says of each field where it comes from, or that it is a sample. It
	// is part of the file, not of the offer.
	Sources []string `json:"sources,omitempty"`
}

// A TenderPage is a tender with its versions and late attempts.
type TenderPage struct {
	Amount          *string         `json:"amount,omitzero"`
	Call            string          `json:"call"`
	Countries       []string        `json:"countries,omitempty"`
	Findings        []Finding       `json:"findings,omitempty"`
	Found           []Finding       `json:"found,omitempty"`
	Late            int64           `json:"late"`
	Outcome         json.RawMessage `json:"outcome,omitzero"`
	Override        json.RawMessage `json:"override,omitzero"`
	Proposal        json.RawMessage `json:"proposal,omitzero"`
	Question        json.RawMessage `json:"question,omitzero"`
	ReceivedAt      string          `json:"received_at,omitzero"`
	Reference       string          `json:"reference"`
	Score           string          `json:"score,omitzero"`
	Sealed          bool            `json:"sealed"`
	Stage           string          `json:"stage"`
	Title           string          `json:"title,omitzero"`
	Type            string          `json:"type,omitzero"`
	Versions        int64           `json:"versions"`
	Waiting         bool            `json:"waiting"`
	Submissions     []Version       `json:"submissions"`
	LateAttempts    []LateAttempt   `json:"late_attempts"`
	RefusedAttempts []AttemptRow    `json:"refused_attempts"` // with those that came late
	Tender          json.RawMessage `json:"tender,omitzero"`
	Reviews         []Review        `json:"reviews,omitempty"`
	Conflicts       []Tie           `json:"conflicts,omitempty"`
	Contract        json.RawMessage `json:"contract,omitzero"`
	DoesNotCount    []Doubt         `json:"does_not_count,omitempty"`
	Rounds          []EarlierRow    `json:"rounds,omitempty"` // results that another look followed
	Complaints      []ComplaintRow  `json:"complaints,omitempty"`
	Linked          []LinkedRow     `json:"linked,omitempty"` // organisations that are linked to records
	Pending         int64           `json:"pending"`          // commands received and not judged
	// Unreached are those whom letters did not reach, told to whoever is told of the whole tender.
	Unreached []Unreached `json:"unreached,omitempty"`
	// Withheld are the parts that are kept from the reader.
	Withheld []string `json:"withheld,omitempty"`
}

// A TenderRow is a tender in a list. What it says is left out while it is sealed.
type TenderRow struct {
	Reference  string          `json:"reference"`
	Call       string          `json:"call"`
	Stage      string          `json:"stage"`
	Waiting    bool            `json:"waiting"` // received, and nothing of it judged yet
	Versions   int64           `json:"versions"`
	Late       int64           `json:"late"`
	ReceivedAt string          `json:"received_at,omitzero"` // of the version that counts
	Sealed     bool            `json:"sealed"`
	Title      string          `json:"title,omitzero"`
	Type       string          `json:"type,omitzero"`
	Amount     *string         `json:"amount,omitzero"`
	Countries  []string        `json:"countries,omitempty"`
	Score      string          `json:"score,omitzero"`
	Outcome    json.RawMessage `json:"outcome,omitzero"`
}

// A Term is a code of the vocabulary with its words.
type Term struct {
	ID    string `json:"id"`
	Title Words  `json:"title"`
}

// A Tie is an evaluator's conflict with this tender.
type Tie struct {
	Evaluator string    `json:"evaluator"`
	Why       Text      `json:"why"`
	By        string    `json:"by,omitzero"` // who brought it to light, where not the evaluator
	At        time.Time `json:"at,omitzero"`
}

// An Unreached is a person whom a letter of the tender has not reached: the mail server does not take it.
type Unreached struct {
	Number    int64     `json:"number"` // from 1
	Letter    string    `json:"letter"` // <event version>/<n>: the first that did not come
	To        string    `json:"to"`     // person id
	Template  string    `json:"template"`
	Why       string    `json:"why"`
	At        time.Time `json:"at"`
	SettledAt time.Time `json:"settled_at,omitzero"`
	How       string    `json:"how,omitzero"`
	Again     bool      `json:"again,omitzero"`    // the letters that did not come are to be sent again
	AgainAt   time.Time `json:"again_at,omitzero"` // and were promised anew
}

// A Value is one value of a rule book, and where it comes from.
type Value struct {
	Path   string          `json:"path"` // /award/policy
	Value  json.RawMessage `json:"value"`
	Sample bool            `json:"sample,omitzero"`
	Origin Sentence        `json:"origin"` // where it comes from
}

// A VerdictRow is how many have an outcome, and who.
type VerdictRow struct {
	Verdict string   `json:"verdict"`
	Count   int64    `json:"count"`
	Tenders []string `json:"tenders"`
}

// A Version is one submission in time.
type Version struct {
	Number     int64     `json:"number"`
	ReceivedAt time.Time `json:"received_at"`
	HmacSHA256 string    `json:"hmac_sha256"` // Tender.HMAC
	By         string    `json:"by"`
	Admission  int64     `json:"admission,omitzero"` // the late admission that it used
}

// A Vocabulary is a list of terms that parts of questions offer.
type Vocabulary struct {
	ID    string `json:"id"`
	Terms []Term `json:"terms"`
}

// A WaitRow is something that waits for the viewer: an obligation of theirs, or a step that
// nobody but somebody of their role can take. It names the command that settles it.
type WaitRow struct {
	Stream   string            `json:"stream"`            // of the life that it is about
	Code     string            `json:"code"`              // the id of the obligation, else the kind of the command
	What     string            `json:"what"`              // in words
	Due      string            `json:"due,omitzero"`      // the last day, in the zone of the call; "" where no rule sets one
	At       string            `json:"at,omitzero"`       // the instant at which it is overdue, UTC
	Since    string            `json:"since,omitzero"`    // of what no rule sets a day for: the instant since which it waits
	From     string            `json:"from,omitzero"`     // the first day on which it can be settled, where that is still to come
	Standing string            `json:"standing,omitzero"` // of an obligation
	Command  string            `json:"command,omitzero"`  // that settles it; "" where there is a choice of several
	To       string            `json:"to,omitzero"`       // the stream that takes the command, where it is another life's
	About    map[string]string `json:"about,omitempty"`   // members of the command that are given by what it is about
}

// A Weighed reason is one thing that two entries have in common, with its weight.
type Weighed struct {
	Code   string  `json:"code"`
	With   []Param `json:"with,omitempty"`
	Weight int64   `json:"weight"`
}

// Weights say how much each thing that two entries have in common counts.
type Weights struct {
	Priority     int64 `json:"priority"`
	Topic        int64 `json:"topic"`
	Kind         int64 `json:"kind"`
	Type         int64 `json:"type"`          // for each type that both seek
	Language     int64 `json:"language"`      // once, where they have one in common
	OtherCountry int64 `json:"other_country"` // their countries differ
	Ready        int64 `json:"ready"`         // where the offer has the most points of the questionnaire; in proportion below
}

// A WhatIf asks what an award would have been with other parameters. What it
// leaves out is as the rule book has it: the zero WhatIf is the official award.
type WhatIf struct {
	Threshold *string          `json:"threshold,omitzero"` // of 100
	Weights   map[string]int64 `json:"weights,omitempty"`  // percent by criterion; all of them
	Budget    *string          `json:"budget,omitzero"`
	Policy    string           `json:"policy,omitzero"`    // stop or skip
	Aggregate string           `json:"aggregate,omitzero"` // mean or median
	Without   []string         `json:"without,omitempty"`  // evaluators whose reports are left out
}

// A WhatIfPage is a what-if as it is shown.
type WhatIfPage struct {
	Award         AwardDecision `json:"award"`
	Cuts          []Cutoff      `json:"cuts"`
	Moves         []Shift       `json:"moves"`
	Call          string        `json:"call"`
	Question      WhatIf        `json:"question"`
	Official      string        `json:"official"` // released, prepared or standing
	Seen          int64         `json:"seen"`
	Waiting       []string      `json:"waiting,omitempty"`
	Same          bool          `json:"same"`
	OfficialAward AwardDecision `json:"official_award"`
	Recorded      WhatIfRecord  `json:"recorded"`
}

// A WhatIfRecord is where a question stands in the record.
type WhatIfRecord struct {
	Stream    string `json:"stream"`
	Position  int64  `json:"position"`
	By        string `json:"by"`
	CommandID string `json:"command_id"`
}

// A WhatIfRow is a recorded question.
type WhatIfRow struct {
	Award     string   `json:"award"`
	Call      string   `json:"call"`
	Counts    []int64  `json:"counts"`
	In        []string `json:"in,omitempty"`
	Out       []string `json:"out,omitempty"`
	Question  WhatIf   `json:"question"`
	Rules     string   `json:"rules"`
	Same      bool     `json:"same"`
	Seen      int64    `json:"seen"`
	Status    string   `json:"status"`
	Position  int64    `json:"position"`
	At        string   `json:"at"` // recorded, UTC
	By        string   `json:"by"`
	CommandID string   `json:"command_id"`
	Erased    bool     `json:"erased,omitzero"` // what was asked was erased
	Check     string   `json:"check,omitzero"`  // computed again: same, different or erased
}

// Words are a term in the languages of the desk. English is told where another is missing.
type Words struct {
	En string `json:"en"`
	Fr string `json:"fr,omitzero"`
	De string `json:"de,omitzero"`
}

// A WorkRow is one thing that the staff of a call have to do to a twinning of it: a log to be
// judged, or an expense that waits for one of its three approvals.
type WorkRow struct {
	Tender   string  `json:"tender"`
	Title    string  `json:"title"`
	What     string  `json:"what"` // log or expense
	Month    int64   `json:"month"`
	Expense  string  `json:"expense,omitzero"` // its id in the twinning
	Kind     string  `json:"kind,omitzero"`
	Amount   *string `json:"amount,omitzero"` // what would be paid: the claim less what was deducted
	Status   string  `json:"status,omitzero"`
	Step     string  `json:"step,omitzero"`     // the approval that it waits for
	Claimant string  `json:"claimant,omitzero"` // id
}

// WrittenRule is the written procedure.
type WrittenRule struct {
	For     string `json:"for,omitzero"`
	Silence string `json:"silence,omitzero"` // consent or none
}

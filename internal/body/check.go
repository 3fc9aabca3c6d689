package body

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"twinning.example/engine/internal/law"
)

// The most that a command may hold.
const (
	mostListed  = 300
	longestCode = 60
)

// code refuses what is no code of something in a body: letters, digits and single hyphens.
func code(field, s string) error {
	if err := law.CheckCode(field, s); err != nil {
		return err
	}
	if _, ok := StreamOf(s); !ok || len(s) > longestCode {
		return law.NewNonsense(fmt.Sprintf("%s %q is no code: write letters, digits and single hyphens, at most %d", field, s, longestCode), law.Why("nonsense-short-code", law.Path("field", field), law.Count("most", longestCode)))
	}
	return nil
}

// optional is code of what may be missing.
func optional(field, s string) error {
	if s == "" {
		return nil
	}
	return code(field, s)
}

func country(s string) error {
	if s != "" && !law.KnownCountry(s) {
		return law.NewNonsense(fmt.Sprintf("country %q is no country code: write two letters, as in SE", s), law.WrongCountry())
	}
	return nil
}

func persons(field string, ids ...string) error {
	for i, p := range ids {
		if err := law.CheckCode(field, p); err != nil {
			return err
		}
		if slices.Contains(ids[:i], p) {
			return law.NewNonsense(field+" names "+p+" twice", law.Why("nonsense-twice", law.Path("field", field), law.Ref("entry", p)))
		}
	}
	return nil
}

func few[T any](field string, list []T, least int) error {
	if len(list) < least || len(list) > mostListed {
		return law.NewNonsense(fmt.Sprintf("%s has %d; %d to %d are allowed", field, len(list), least, mostListed), law.Why("nonsense-how-many", law.Path("field", field), law.Count("count", len(list)), law.Count("least", least), law.Count("most", mostListed)))
	}
	return nil
}

// noneOf says that a value is none of those that are allowed.
func noneOf(field, value string, allowed ...string) error {
	return law.NewNonsense(fmt.Sprintf("%s is %q: %s are allowed", field, value, strings.Join(allowed, ", ")), law.Why("nonsense-none-of", law.Path("field", field), law.Refs("allowed", allowed)))
}

// every checks each of a list, by its code, and refuses one that is there twice.
func every[T any](field string, list []T, of func(T) string, more func(T) error) error {
	seen := map[string]bool{}
	for _, x := range list {
		if err := code(field, of(x)); err != nil {
			return err
		}
		if seen[of(x)] {
			return law.NewNonsense(field+" has "+of(x)+" twice", law.Why("nonsense-twice", law.Path("field", field), law.Ref("entry", of(x))))
		}
		seen[of(x)] = true
		if err := more(x); err != nil {
			return err
		}
	}
	return nil
}

// Check refuses a rule book that cannot be one.
func (c OpenBody) Check() error { return c.Rules.Check() }

// Check refuses a mandate without a last day or a reason.
func (c ExtendBody) Check() error {
	if c.Ends.IsZero() {
		return law.LacksField("ends")
	}
	return law.CheckRequired("why", c.Why)
}

// Check refuses what has no reason.
func (c DissolveBody) Check() error { return law.CheckRequired("why", c.Why) }

// Check refuses a call without seats, a last day or a text.
func (c CallForMembers) Check() error {
	if c.Closes.IsZero() {
		return law.LacksField("closes")
	}
	return errors.Join(code("call", c.Call), few("seats", c.Seats, 1), every("seats", c.Seats, func(s string) string { return s }, func(string) error { return nil }), law.CheckRequired("text", c.Text))
}

// Check refuses an application that says too little.
func (c ApplyForSeat) Check() error {
	return errors.Join(code("call", c.Call), code("seat", c.Seat), country(c.Country), law.CheckRequired("name", c.Name), law.CheckRequired("motivation", c.Motivation), law.CheckRequired("interests", c.Interests))
}

// Check refuses what names no application.
func (c WithdrawApplication) Check() error { return code("application", c.Application) }

// Check refuses a verdict without a reason.
func (c SelectMembers) Check() error {
	return errors.Join(code("call", c.Call), few("verdicts", c.Verdicts, 0), every("verdicts", c.Verdicts, func(v ApplicationVerdict) string { return v.Application }, func(v ApplicationVerdict) error { return law.CheckRequired("why", v.Why) }))
}

// Check refuses an appointment that names nobody.
func (c AppointMember) Check() error {
	if c.From.IsZero() {
		return law.LacksField("from")
	}
	return errors.Join(code("member", c.Member), code("seat", c.Seat), country(c.Country), law.CheckText("name", c.Name), persons("person", append([]string{c.Person}, c.Alternates...)...), optional("application", c.Application))
}

// Check refuses what names no member.
func (c RenewMember) Check() error { return code("member", c.Member) }

// Check refuses what names no member, or has no reason.
func (c EndMembership) Check() error {
	return errors.Join(code("member", c.Member), law.CheckRequired("why", c.Why))
}

// Check refuses what names nobody.
func (c NameDelegates) Check() error {
	return errors.Join(code("member", c.Member), few("alternates", c.Alternates, 0), persons("person", append([]string{c.Person}, c.Alternates...)...))
}

// Check refuses a declaration that says nothing: who has no interests writes that.
func (c DeclareInterests) Check() error { return law.CheckRequired("text", c.Text) }

// Check refuses what names nobody.
func (c NameChair) Check() error {
	return errors.Join(code("chair", c.Chair), persons("person", c.Person))
}

func checkAgenda(agenda []AgendaItem) error {
	return errors.Join(few("agenda", agenda, 1), every("agenda", agenda, func(i AgendaItem) string { return i.ID }, func(i AgendaItem) error {
		if !slices.Contains([]string{ForInformation, ForDiscussion, ForDecision}, i.For) {
			return noneOf("agenda."+i.ID+".for", i.For, ForInformation, ForDiscussion, ForDecision)
		}
		return law.CheckRequired("title", i.Title)
	}))
}

// Check refuses an invitation that says too little.
func (c ConveneMeeting) Check() error {
	if c.Starts.IsZero() || c.Ends.IsZero() {
		return law.NewNonsense("starts and ends are needed: write a day and a time, as in 2021-11-08T09:30", law.Why("nonsense-starts-and-ends"))
	}
	return errors.Join(code("meeting", c.Meeting), law.CheckRequired("title", c.Title), law.CheckText("place", c.Place), checkAgenda(c.Agenda))
}

// Check refuses an invitation that says too little, or a change without a reason.
func (c ChangeMeeting) Check() error {
	return errors.Join(ConveneMeeting{c.Meeting, c.Title, c.Starts, c.Ends, c.Place, c.Agenda}.Check(), law.CheckRequired("why", c.Why))
}

// Check refuses what has no reason.
func (c CancelMeeting) Check() error {
	return errors.Join(code("meeting", c.Meeting), law.CheckRequired("why", c.Why))
}

// Check refuses a document without a title or a hash.
func (c AddMeetingDocument) Check() error {
	if c.Stored != nil {
		if c.SHA256 != "" || c.Where != "" {
			return law.Nonsensef(law.Why("nonsense-file-or-hash"), "a document is a file in the store, or is known by its sha256: not both")
		}
		return errors.Join(code("meeting", c.Meeting), code("item", c.Item), law.CheckRequired("title", c.Title), c.Stored.Check())
	}
	if !law.IsSHA256(c.SHA256) {
		return law.NewNonsense("sha256 is no SHA-256: write its 64 hexadecimal digits in lower case", law.WrongHash("sha256"))
	}
	return errors.Join(code("meeting", c.Meeting), code("item", c.Item), law.CheckRequired("title", c.Title), law.CheckText("where", c.Where))
}

// Check refuses a list in which a member is there twice, or one person for two members.
func (c RecordPresence) Check() error {
	return errors.Join(code("meeting", c.Meeting), few("present", c.Present, 0), every("present", c.Present, func(p BodyPresence) string { return p.Member }, func(p BodyPresence) error { return law.CheckCode("person", p.Person) }),
		every("present", c.Present, func(p BodyPresence) string { return p.Person }, func(BodyPresence) error { return nil }))
}

// Check refuses a conflict with nothing, or with two things.
func (c DeclareItemConflict) Check() error {
	if (c.Decision == "") == (c.Meeting == "" && c.Item == "") {
		return law.NewNonsense("name a meeting and its item, or a decision in writing", law.Why("nonsense-item-or-decision"))
	}
	if (c.Meeting == "") != (c.Item == "") {
		return law.NewNonsense("name a meeting and its item, both", law.Why("nonsense-meeting-and-item"))
	}
	return errors.Join(optional("meeting", c.Meeting), optional("item", c.Item), optional("decision", c.Decision), code("member", c.Member), law.CheckRequired("why", c.Why))
}

// Check refuses minutes that say nothing.
func (c DraftMinutes) Check() error {
	return errors.Join(code("meeting", c.Meeting), law.CheckRequired("text", c.Text))
}

// Check refuses a comment that says nothing.
func (c CommentMinutes) Check() error {
	return errors.Join(code("meeting", c.Meeting), law.CheckRequired("text", c.Text))
}

// Check refuses what names no meeting.
func (c ApproveMinutes) Check() error {
	return errors.Join(code("meeting", c.Meeting), optional("at", c.At))
}

// Check refuses what names no meeting.
func (c PublishMinutes) Check() error { return code("meeting", c.Meeting) }

// Check refuses a question that is none.
func (c PutToVote) Check() error {
	if (c.Meeting == "") != (c.Item == "") {
		return law.NewNonsense("name a meeting and its item, both; or neither, for the written procedure", law.Why("nonsense-item-or-writing"))
	}
	return errors.Join(code("decision", c.Decision), law.CheckRequired("question", c.Question), optional("meeting", c.Meeting), optional("item", c.Item))
}

// Check refuses what is no vote.
func (c CastVote) Check() error {
	if !slices.Contains([]string{For, Against, Abstain}, c.Vote) {
		return noneOf("vote", c.Vote, For, Against, Abstain)
	}
	return errors.Join(code("decision", c.Decision), code("member", c.Member))
}

// Check refuses what names no decision.
func (c CountVotes) Check() error { return code("decision", c.Decision) }

// Check refuses an advice that says too little.
func (c AdoptAdvice) Check() error {
	if c.SHA256 != "" && !law.IsSHA256(c.SHA256) {
		return law.NewNonsense("sha256 is no SHA-256: write its 64 hexadecimal digits in lower case", law.WrongHash("sha256"))
	}
	return errors.Join(code("advice", c.Advice), code("advice_kind", c.AdviceKind), law.CheckRequired("title", c.Title), code("decision", c.Decision), few("recommendations", c.Recommendations, 0),
		every("recommendations", c.Recommendations, func(r Recommendation) string { return r.ID }, func(r Recommendation) error {
			return errors.Join(law.CheckRequired("to", r.To), law.CheckRequired("text", r.Text))
		}))
}

// Check refuses what is no follow-up.
func (c FollowAdvice) Check() error {
	if !slices.Contains(followUps(), c.Status) {
		return noneOf("status", c.Status, followUps()...)
	}
	return errors.Join(code("advice", c.Advice), code("recommendation", c.Recommendation), law.CheckRequired("text", c.Text))
}

// Check refuses an action without a day or a text.
func (c CommitAction) Check() error {
	if c.Due.IsZero() {
		return law.LacksField("due")
	}
	return errors.Join(code("action", c.Action), code("member", c.Member), law.CheckRequired("text", c.Text))
}

// Check refuses a report that says nothing.
func (c ReportAction) Check() error {
	if c.Percent < 0 || c.Percent > 100 {
		return law.NewNonsense(fmt.Sprintf("percent is %d: write 0 to 100", c.Percent), law.Why("nonsense-percent", law.Path("field", "percent"), law.Count("count", c.Percent)))
	}
	return errors.Join(code("action", c.Action), law.CheckRequired("text", c.Text))
}

// Check refuses what leads nowhere.
func (c LinkBody) Check() error {
	what, id, _ := strings.Cut(c.From, "/")
	if !slices.Contains([]string{"meeting", "decision", "advice", "action"}, what) || code("from", id) != nil {
		return law.NewNonsense(fmt.Sprintf("from is %q: write meeting/, decision/, advice/ or action/ and its code", c.From), law.Why("nonsense-link-from"))
	}
	kind, reference, _ := strings.Cut(c.To, "/")
	if !slices.Contains([]string{"survey", "entry", "call", "market", "body"}, kind) || code("to", reference) != nil {
		return law.NewNonsense(fmt.Sprintf("to is %q: write survey/, entry/, market/, call/ or body/ and its reference", c.To), law.Why("nonsense-link-to"))
	}
	return nil
}

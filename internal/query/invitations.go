package query

import (
	"context"
	"errors"
	"slices"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/state"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/internal/texts"
)

// An InvitationRow is one invitation. Whether its address is known is not said, but for
// who accepted it.
type InvitationRow struct {
	Reference string       `json:"reference"`
	Call      string       `json:"call"`
	Programme string       `json:"programme,omitempty"` // where it is to a role of a programme
	Life      string       `json:"life,omitempty"`      // where it is to take part in one: stream, as in survey/EHN-2021
	Tender    string       `json:"tender,omitempty"`
	Role      law.Role     `json:"role"`
	Stage     string       `json:"stage"` // open, accepted, withdrawn, expired, ended
	By        string       `json:"by"`    // person id
	Address   law.Text     `json:"address"`
	Name      law.Text     `json:"name,omitempty"`
	Why       law.Text     `json:"why"`
	MadeAt    string       `json:"made_at"`
	Until     string       `json:"until"`            // the first instant at which it holds no longer
	Person    string       `json:"person,omitempty"` // who accepted it
	Ended     *law.Refusal `json:"ended,omitempty"`  // why it can be accepted no more
	ToYou     bool         `json:"to_you"`           // it was sent to the address of whoever asks
	Withdraws bool         `json:"withdraws"`        // whoever asks may withdraw it
}

// Invitations lists the invitations to a call and to its tenders, or to all, that the
// viewer has sent, could have sent, has accepted or was sent.
func (q *Queries) Invitations(ctx context.Context, v access.Viewer, reference string) ([]InvitationRow, error) {
	if reference == "" {
		return q.InvitationsTo(ctx, v, "")
	}
	return q.InvitationsTo(ctx, v, law.CallStream(reference))
}

// ProgrammeInvitations lists the invitations to roles of a programme, as Invitations does.
func (q *Queries) ProgrammeInvitations(ctx context.Context, v access.Viewer, reference string) ([]InvitationRow, error) {
	return q.InvitationsTo(ctx, v, governance.ProgrammeFamily+reference)
}

// InvitationsTo lists those to what a stream is of, a call, a programme, or a life that somebody takes part in, as Invitations does; all where it
// is "".
func (q *Queries) InvitationsTo(ctx context.Context, v access.Viewer, home string) ([]InvitationRow, error) {
	reference := law.Reference(home)
	if !v.Operator && v.Person == "" {
		return nil, &Nobody{For: "invitations are for those who are known here"}
	}
	prefix := law.InvitationFamily
	if reference != "" {
		if err := q.MayBeInvitedTo(ctx, v, home); err != nil {
			return nil, err
		}
		prefix += reference + "-"
	}
	mine, err := q.sentTo(ctx, v)
	if err != nil {
		return nil, err
	}
	var made []invited
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		all, err := q.folder.FoldAll(ctx, from, prefix)
		if err != nil {
			return err
		}
		for _, stream := range sorted(all) {
			if i, _ := all[stream].State.(invitation.Invitation); reference != "" && invitation.Home(i.Reference) != home {
				continue // of a call whose reference begins alike
			}
			is, err := q.invited(ctx, from, all[stream])
			if err != nil {
				return err
			}
			made = append(made, is)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows := []InvitationRow{}
	others := false
	for _, is := range made { // outside of the snapshot: what is seen of the past is asked of the present
		if row, seen := is.row(v, slices.Contains(mine, is.life.Stream)); seen {
			rows, others = append(rows, row), others || row.By != v.Person && !row.ToYou
		}
	}
	if others && q.reads != nil && !v.Operator {
		if err := q.reads.Record(ctx, reads.Read{Person: v.Person, Stream: prefix, What: "invitations", Rule: "staff"}); err != nil {
			return nil, err
		}
	}
	return texts.Told(ctx, texts.New(q.ledger), rows)
}

// MayBeInvitedTo refuses a life that is not there. Calls, tenders and programmes are told alike to everybody who asks, by the law as well; a life
// that somebody takes part in is not there for who may not know of it.
func (q *Queries) MayBeInvitedTo(ctx context.Context, v access.Viewer, stream string) error {
	if invitation.TakesPart(stream) {
		_, err := q.Known(ctx, v, stream)
		return err
	}
	return q.MustBegin(ctx, stream)
}

// TakingPart are the invitations to take part in a life, and whether the viewer may invite to it now. They are for its staff.
func (q *Queries) TakingPart(ctx context.Context, v access.Viewer, stream string) (rows []InvitationRow, may bool, err error) {
	if _, err := q.Known(ctx, v, stream); err != nil {
		return nil, false, err
	}
	is, err := q.fold(ctx, stream)
	if err != nil {
		return nil, false, err
	}
	if v.Person == "" || !slices.Contains(is.Law.Staff(is.State, state.Beside(stream, is.State, is.State)), v.Person) {
		return nil, false, withheld(law.Why("invitations-of-staff", law.Ref("life", law.Reference(stream))))
	}
	rows, err = q.InvitationsTo(ctx, v, stream)
	over := is.State.Over()
	if m, is := is.State.(market.Market); is { // it waits for nothing itself
		over = m.Stage == market.Shut
	}
	return rows, !over, err
}

// Steering are the people who steer a life whose rule book named who does. They are told to each other, and to whoever else may change them: an
// administrator, and a head of its programme.
func (q *Queries) Steering(ctx context.Context, v access.Viewer, stream string) ([]string, error) {
	is, err := q.fold(ctx, stream)
	if err != nil {
		return nil, err
	}
	staff := is.Law.Staff(is.State, state.Beside(stream, is.State, is.State))
	if is.State.StageName() != "" && v.Person != "" && !slices.Contains(staff, v.Person) {
		changes, err := q.changesStaff(ctx, v, is.State)
		if err != nil {
			return nil, err
		}
		if changes {
			return staff, nil
		}
	}
	if _, _, err := q.TakingPart(ctx, v, stream); err != nil {
		return nil, err
	}
	return staff, nil
}

// beside are the states of some lives, as facts.
type beside map[string]law.State

// State is that of a life, nil for others.
func (b beside) State(stream string) law.State { return b[stream] }

// Streams are none: the lives are known by their names.
func (beside) Streams(string) []string { return nil }

// changesStaff tells whether somebody changes who steers a life, though they do not steer it: an administrator, or a head of its programme.
func (q *Queries) changesStaff(ctx context.Context, v access.Viewer, s law.State) (bool, error) {
	programme := ""
	switch s := s.(type) {
	case survey.Survey:
		programme = s.Rules.Programme
	case body.Body:
		programme = s.Rules.Programme
	case capacity.Initiative:
		programme = s.Rules.Programme
	case masterclass.Masterclass:
		programme = s.Rules.Programme
	case market.Market:
		programme = s.Rules.Programme
	default:
		return false, nil
	}
	now, err := q.Now(ctx)
	if err != nil {
		return false, err
	}
	facts := beside{}
	for _, stream := range []string{governance.AdministrationStream, governance.ProgrammeStream(programme)} {
		if stream == "" {
			continue
		}
		is, err := q.fold(ctx, stream)
		if err != nil {
			return false, err
		}
		facts[stream] = is.State
	}
	return governance.ChangesStaff(facts, programme, law.Receipt{Actor: v.Person, ReceivedAt: now}), nil
}

// Invitation is one invitation. Who may not see it is told that there is none.
func (q *Queries) Invitation(ctx context.Context, v access.Viewer, reference string) (InvitationRow, error) {
	stream, ok := invitation.Stream(reference)
	if !ok {
		return InvitationRow{}, noLife("invitation", reference)
	}
	mine, err := q.sentTo(ctx, v)
	if err != nil {
		return InvitationRow{}, err
	}
	var is invited
	err = q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) error {
		life, err := q.folder.Fold(ctx, from, stream)
		if err != nil {
			return err
		}
		is, err = q.invited(ctx, from, life)
		return err
	})
	if err != nil {
		return InvitationRow{}, err
	}
	row, seen := is.row(v, slices.Contains(mine, stream))
	if !seen {
		return InvitationRow{}, missing(stream)
	}
	return texts.Told(ctx, texts.New(q.ledger), row)
}

// sentTo are the streams of the invitations to the viewer's own address.
func (q *Queries) sentTo(ctx context.Context, v access.Viewer) ([]string, error) {
	if v.Person == "" {
		return nil, nil
	}
	p, err := q.people.Find(ctx, v.Person)
	if errors.Is(err, people.ErrUnknown) || err == nil && p.Erased {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return q.people.InvitationsFor(ctx, p.Email)
}

// An invited is an invitation at a moment, with what says who may see it and whether it still holds.
type invited struct {
	life  state.Folded
	home  law.State
	facts law.Facts
	now   time.Time
}

// invited reads an invitation.
func (q *Queries) invited(ctx context.Context, from ledger.Snapshot, life state.Folded) (invited, error) {
	is := invited{life: life, now: from.Clock().Now()}
	i, _ := life.State.(invitation.Invitation)
	if i.Stage == "" {
		return is, nil
	}
	home, err := q.folder.Fold(ctx, from, lives.Home(life.Stream))
	if err != nil {
		return is, err
	}
	is.home = home.State
	is.facts, err = q.folder.Facts(ctx, from, i.PurposeNeeds())
	return is, err
}

// row is what a viewer may see of it; false for nothing. Texts stand in it as references.
func (is invited) row(v access.Viewer, toYou bool) (InvitationRow, bool) {
	i, _ := is.life.State.(invitation.Invitation)
	if i.Stage == "" || !toYou && !sightOf(v, is.home, is.life).Full() {
		return InvitationRow{}, false
	}
	row := InvitationRow{
		Reference: i.Reference, Call: i.Call, Programme: i.Programme, Life: i.Life, Tender: i.Tender, Role: i.Role, Stage: i.Stage, By: i.By,
		Address: i.Address, Name: i.Name, Why: i.Why, MadeAt: calendar.Instant(i.MadeAt), Until: calendar.Instant(i.Until), Person: i.Person, ToYou: toYou,
	}
	if no, refused := law.Refused(i.Ended(is.facts, is.now)); refused {
		row.Ended = no
	}
	row.Withdraws = v.Person != "" && i.Stage == invitation.Open && i.MayBeWithdrawn(is.facts, law.Receipt{Actor: v.Person, ReceivedAt: is.now})
	return row, true
}

// mayAccept refuses whoever does not have the address that an invitation was sent to.
// It says the same whether or not that address is known.
func (q *Queries) mayAccept(ctx context.Context, person, stream string) error {
	p, err := q.people.Find(ctx, person)
	if err != nil {
		return err
	}
	to, err := q.people.Invited(ctx, stream)
	switch {
	case errors.Is(err, people.ErrUnknown): // the law says that there is none, or that the link is wrong
		return nil
	case err != nil:
		return err
	case to.IsFor(p.Email):
		return nil
	}
	if err := q.denied(ctx, person, stream, invitation.Accept{}.Kind(), "public"); err != nil {
		return err
	}
	return withheld(law.Why("invitation-of-another-address"))
}

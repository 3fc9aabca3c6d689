package twinning

import (
	"maps"

	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/organisation"
)

// LinkOrganisation says of which recorded organisation one of the tender's is: a
// tender names its organisations in its own words. It changes nothing that the tender says.
type LinkOrganisation struct {
	Organisation string `json:"organisation"`     // id in the tender
	Record       string `json:"record,omitempty"` // reference of the record; none takes the link away
}

// OrganisationLinked says of which recorded organisation one of the tender's is from now on.
type OrganisationLinked struct {
	Organisation string `json:"organisation"`
	Record       string `json:"record,omitempty"` // none: of none
}

// Kind is the kind's name.
func (LinkOrganisation) Kind() string { return "link-organisation" }

// Kind is the kind's name.
func (OrganisationLinked) Kind() string { return "organisation-linked.v1" }

func (LinkOrganisation) command() {}
func (OrganisationLinked) event() {}

func (OrganisationLinked) review() {}

// Sealed: who tenders is a part of what is sealed.
func (LinkOrganisation) Sealed() bool { return true }

// Sealed: who tenders is a part of what is sealed.
func (OrganisationLinked) Sealed() bool { return true }

// Check refuses what can be no id and no reference.
func (o LinkOrganisation) Check() error {
	if err := law.CheckCode("organisation", o.Organisation); err != nil {
		return err
	}
	if _, ok := organisation.Stream(o.Record); o.Record != "" && !ok {
		return law.Nonsensef(law.WrongReference("record", "K7Q2MDAAAA"), "record %q is not the reference of an organisation's record: one is ten of A-Z and 2-7", o.Record)
	}
	return nil
}

// holds is the record that holds of the organisation: where it was joined to another one, that one; "" for none.
func (o LinkOrganisation) holds(f law.Facts) string {
	stream, ok := organisation.Stream(o.Record)
	if !ok || f == nil {
		return ""
	}
	switch is, _ := f.State(stream).(organisation.Organisation); is.Stage {
	case organisation.Kept:
		return o.Record
	case organisation.One:
		return is.Into
	}
	return ""
}

// Decide knows no records, and links to none: see link.
func (o LinkOrganisation) Decide(t Twinning, c call.Call, r law.Receipt) ([]Event, error) {
	return o.link(t, c, nil, r)
}

// link links by the word of a party or, once tenders are opened, of an officer or the head.
func (o LinkOrganisation) link(t Twinning, c call.Call, f law.Facts, r law.Receipt) ([]Event, error) {
	if t.Stage == None || t.Stage == Over {
		return nil, t.must("linking-an-organisation", Submitted, Awarded, Active, Closed, Retained)
	}
	if err := t.party(r, law.Contact, law.Signatory); err != nil {
		if c.OpenedAt.IsZero() || staff(c, r, law.Officer, law.Head) != nil {
			return nil, err
		}
	}
	if _, ok := t.Tender.Organisation(o.Organisation); !ok {
		return nil, law.Refuse("organisations", "not-in-tender", law.Word("organisation", "organisation", o.Organisation), law.Ref("tender", t.Reference))
	}
	holds := o.holds(f)
	if o.Record != "" && holds == "" {
		return nil, law.Refuse("organisations", "no-such-record", law.Ref("organisation", o.Record))
	}
	if t.Linked[o.Organisation] == holds {
		return nil, law.Refuse("organisations", "linked-already", law.Word("organisation", "organisation", o.Organisation), law.Ref("tender", t.Reference))
	}
	return []Event{OrganisationLinked{Organisation: o.Organisation, Record: holds}}, nil
}

func (t Twinning) link(e OrganisationLinked) Twinning {
	linked := maps.Clone(t.Linked)
	if linked == nil {
		linked = map[string]string{}
	}
	if linked[e.Organisation] = e.Record; e.Record == "" {
		delete(linked, e.Organisation)
	}
	if t.Linked = linked; len(linked) == 0 {
		t.Linked = nil
	}
	return t
}

package masterclass

import (
	"slices"

	"twinning.example/engine/internal/law"
)

func (c RecordAttendance) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	if err := m.steers(r); err != nil {
		return nil, err
	}
	s, ok := m.Session(c.Session)
	if !ok {
		return nil, law.Refuse("masterclasses", "no-such-session", law.Word("session", "masterclass-session", c.Session))
	}
	if from, _, err := m.Rules.Times(s); err != nil || r.ReceivedAt.Before(from) {
		return nil, law.Refuse("masterclasses", "session-ahead", law.Word("session", "masterclass-session", c.Session))
	}
	numbers := []int{}
	for _, p := range c.Present {
		is, ok := m.Of(p)
		if !ok || !is.Seated() {
			return nil, law.Refuse("masterclasses", "without-place", law.Who("person", p))
		}
		numbers = append(numbers, is.Number)
	}
	for _, x := range m.Registrations {
		if x.Certificate != nil && slices.Contains(x.Certificate.Sessions, s.ID) && !slices.Contains(numbers, x.Number) {
			return nil, law.Refuse("masterclasses", "certified-already", law.Who("person", x.Person), law.Word("session", "masterclass-session", c.Session))
		}
	}
	slices.Sort(numbers)
	return []Event{AttendanceRecorded{Session: s.ID, Numbers: numbers, By: r.Actor}}, nil
}

// attended is the registration of somebody who was present.
func (m Masterclass) attended(r law.Receipt) (Registration, error) {
	is, err := m.registered(r.Actor)
	if err != nil {
		return is, err
	}
	if err := m.goesOn(); err != nil {
		return is, err
	}
	if len(m.Present(is.Number)) == 0 {
		return is, law.Refuse("masterclasses", "not-present", law.Ref("masterclass", m.Reference))
	}
	return is, nil
}

func (c EvaluateMasterclass) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, err := m.attended(r)
	if err != nil {
		return nil, err
	}
	if len(m.Rules.Questions) == 0 {
		return nil, law.Refuse("masterclasses", "no-form", law.Ref("masterclass", m.Reference))
	}
	if err := m.Rules.Evaluation().Allows(c.Answers); err != nil {
		return nil, err
	}
	return []Event{MasterclassEvaluated{Number: is.Number, Person: is.Person, Answers: c.Answers}}, nil
}

// certifies refuses a certificate to who has it, before the masterclass was held, and to who has not done what it needs.
func (m Masterclass) certifies(is Registration) error {
	present := len(m.Present(is.Number))
	switch {
	case is.Certificate != nil:
		return law.Refuse("masterclasses", "certificate-already", law.Ref("masterclass", m.Reference))
	case m.Stage != Held:
		return law.Refuse("masterclasses", "not-held-yet", law.Ref("masterclass", m.Reference))
	case present < m.Rules.Needed():
		return law.Refuse("masterclasses", "too-few-sessions", law.Count("present", present), law.Count("needed", m.Rules.Needed()))
	case m.Rules.CertificateForm && is.EvaluatedAt.IsZero():
		return law.Refuse("masterclasses", "form-first", law.Ref("masterclass", m.Reference))
	}
	return nil
}

func (TakeCertificate) decide(m Masterclass, _ law.Facts, r law.Receipt) ([]Event, error) {
	is, err := m.attended(r)
	if err != nil {
		return nil, err
	}
	if err := m.certifies(is); err != nil {
		return nil, err
	}
	minutes, present := 0, m.Present(is.Number)
	for _, id := range present {
		s, _ := m.Session(id)
		if from, to, err := m.Rules.Times(s); err == nil {
			minutes += int(to.Sub(from).Minutes())
		}
	}
	return []Event{CertificateIssued{
		Number: is.Number, Person: is.Person, Sessions: present, Minutes: minutes, Command: r.Command,
		Promise: law.Promise{Letters: law.To([]string{is.Person}, "masterclass-certificate", m.ref("masterclass"), m.title("title"), law.Ref("command", r.Command))},
	}}, nil
}

// Unrecorded is the first session of which it is not recorded who was present, "" for none.
func (m Masterclass) Unrecorded() string {
	for _, s := range m.Sessions {
		if !slices.ContainsFunc(m.Attendance, func(a Attendance) bool { return a.Session == s.ID }) {
			return s.ID
		}
	}
	return ""
}

package twinning_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/twinning"
)

// file is the name of a file in the store.
func file(letter string) string { return "f-" + strings.Repeat(letter, 26) }

// adding adds a file of 1,000 bytes.
func adding(name, target string) twinning.AddEvidence {
	return twinning.AddEvidence{
		File: name, For: target, SealedSHA256: SHA(name), SealedSize: 1016, Title: "Invoice 7.pdf", Type: "application/pdf", SHA256: law.Text(SHA("content " + name)),
	}
}

// uploading is the rule book with a document and evidence of the final report that must be uploaded.
func uploading() call.RuleBook {
	book := Book()
	book.Eligibility.Documents[0].Upload, book.Eligibility.Documents[0].MaxBytes = true, 2000
	for i := range book.Types {
		for k := range book.Types[i].Closure {
			book.Types[i].Closure[k].Upload = true
		}
	}
	return book
}

func TestADocumentThatMustBeUploadedIsTakenUntilTheDeadlineAndMissingOtherwise(t *testing.T) {
	t.Parallel()
	const form = "document-tender-form"
	added, a := []string{"evidence-added.v1"}, file("a")
	take := func(name string) func(*World) {
		return func(w *World) { w.Do(Tendering(A), Contact(A), adding(name, form)) }
	}
	big := adding(a, form)
	big.SealedSize = 2001 + 16
	withdraw := twinning.WithdrawEvidence{File: a, For: form, Reason: "the wrong file"}
	document := func(w *World) twinning.Finding {
		for _, f := range w.Twinning(A).Found(w.Call()) {
			if f.Rule == form {
				return f
			}
		}
		return twinning.Finding{}
	}
	Run(t, New(t).Opened(uploading()).Published().Submitted(A),
		Row{Name: "the contact adds it", By: Contact(A), When: adding(a, form), Then: added, After: func(t *testing.T, w *World) {
			f, ok := w.Twinning(A).FileFor(a, form)
			require.True(t, ok)
			_, isRef := f.Title.Ref()
			require.True(t, isRef, "what it is called stands in the sealed receipt alone")
			_, isRef = f.SHA256.Ref()
			require.True(t, isRef, "and so does the hash of what is in it")
			require.True(t, document(w).OK)
			require.Equal(t, "document-uploaded", document(w).Why.Code)
		}},
		Row{Name: "the signatory adds it", By: Signatory(A), When: adding(a, form), Then: added},
		Row{Name: "a stranger does not", By: Stranger, When: adding(a, form), Refused: "roles/not-a-party"},
		Row{Name: "nor an officer", By: Officer, When: adding(a, form), Refused: "roles/not-a-party"},
		Row{Name: "not twice", Given: take(a), By: Contact(A), When: adding(a, form), Refused: "evidence/known"},
		Row{Name: "another file beside it", Given: take(a), By: Contact(A), When: adding(file("b"), form), Then: added},
		Row{Name: "not above the size that is allowed", By: Contact(A), When: big, Refused: "evidence/too-big"},
		Row{Name: "not a document that nobody asks for", By: Contact(A), When: adding(a, "document-poem"), Refused: "evidence/not-asked"},
		Row{Name: "at the very limit", At: "2019-08-07T16:59:59.000000", By: Contact(A), When: adding(a, form), Then: added},
		Row{Name: "not after it", At: "2019-08-07T17:00:01.000001", By: Contact(A), When: adding(a, form), Refused: "deadlines/evidence-late"},
		Row{Name: "it can be withdrawn until then", Given: take(a), By: Contact(A), When: withdraw, Then: []string{"evidence-withdrawn.v1"}, After: func(t *testing.T, w *World) {
			require.Empty(t, w.Twinning(A).Files)
			require.False(t, document(w).OK)
		}},
		Row{Name: "not after it either", Given: take(a), At: "2019-08-07T17:00:01.000001", By: Contact(A), When: withdraw, Refused: "deadlines/evidence-late"},
		Row{Name: "not what was not added", By: Contact(A), When: withdraw, Refused: "evidence/unknown"},
		Row{Name: "nothing for a log yet", By: Contact(A), When: adding(a, "log-01"), Refused: "stages/wrong-stage"},
		Row{Name: "nothing for a clarification that nobody asked for", By: Contact(A), When: adding(a, "clarification"), Refused: "stages/wrong-stage"},
		Row{Name: "not while a version names it", Given: func(w *World) {
			take(a)(w)
			tender := Tender(A)
			tender.Documents = []twinning.Document{{ID: "tender-form", Name: "Tender form", File: a}}
			w.Do(Tendering(A), Contact(A), twinning.SubmitTender{Tender: tender})
		}, By: Contact(A), When: withdraw, Refused: "evidence/counts"},
	)
	clarified := func() twinning.ClarifyTender {
		tender := Tender(A)
		tender.Documents = []twinning.Document{{ID: "tender-form", Name: "Tender form", File: a}}
		return twinning.ClarifyTender{Answer: "It was forgotten.", Tender: tender}
	}
	Run(t, New(t).Opened(uploading()).Published().Submitted(A),
		Row{Name: "a clarification names a file that was added for it", Given: func(w *World) {
			asking("documents")(w)
			w.Do(Tendering(A), Contact(A), adding(a, "clarification"))
		}, By: Contact(A), When: clarified(), Then: []string{"clarification-given.v1"}, After: func(t *testing.T, w *World) { require.True(t, document(w).OK) }},
		Row{
			Name: "one that was not added is missing", Given: asking("documents"), By: Contact(A), When: clarified(), Then: []string{"clarification-given.v1"},
			After: func(t *testing.T, w *World) { require.Equal(t, "document-not-uploaded", document(w).Why.Code) },
		},
	)
	w := New(t).Opened(uploading()).Published().Submitted(A)
	require.Equal(t, "document-not-uploaded", document(w).Why.Code, "the name and the hash of a file are not the file")
	require.False(t, document(w).OK)

	full := w.Twinning(A)
	full.Files = make([]twinning.File, 1000)
	r := law.Receipt{Actor: Contact(A), ReceivedAt: w.Twinning(A).Versions[0].ReceivedAt, Position: 1 << 40}
	_, err := adding(a, form).Decide(full, w.Call(), r)
	refusal, refused := law.Refused(err)
	require.True(t, refused, err)
	require.Equal(t, "evidence/too-many", RuleAndCode(refusal))
}

func TestALogAClaimAndAReportNameFilesThatWereAddedForThem(t *testing.T) {
	t.Parallel()
	a := file("a")
	claim := Claim("X", twinning.Direct, "100.00")
	claim.Evidence = []twinning.Attachment{{ID: "invoice", Name: "Invoice", File: a}}
	other := claim
	other.Evidence = []twinning.Attachment{{ID: "invoice", Name: "Invoice", File: file("c")}}
	take := func(target string) func(*World) {
		return func(w *World) { w.Do(Tendering(A), Contact(A), adding(a, target)) }
	}
	claimed := func(w *World) {
		take("expense-X")(w)
		w.Do(Tendering(A), Contact(A), Log(1, claim))
	}
	withdraw := func(target string) twinning.WithdrawEvidence { return twinning.WithdrawEvidence{File: a, For: target} }
	submitted, withdrawn := []string{"log-submitted.v1"}, []string{"evidence-withdrawn.v1"}
	Run(t, New(t).Running(), // it is 20 November 2019, in month 2
		Row{Name: "a claim with its file", Given: take("expense-X"), By: Contact(A), When: Log(1, claim), Then: submitted},
		Row{Name: "or with one of its log", Given: take("log-01"), By: Contact(A), When: Log(1, claim), Then: submitted},
		Row{Name: "not with one of another log", Given: take("log-02"), By: Contact(A), When: Log(1, claim), Refused: "evidence/unknown"},
		Row{Name: "nor with one that is not there", By: Contact(A), When: Log(1, claim), Refused: "evidence/unknown"},
		Row{Name: "a file that was withdrawn is not there", Given: func(w *World) {
			take("expense-X")(w)
			w.Do(Tendering(A), Contact(A), withdraw("expense-X"))
		}, By: Contact(A), When: Log(1, claim), Refused: "evidence/unknown"},
		Row{Name: "before the claim it can be withdrawn", Given: take("expense-X"), By: Contact(A), When: withdraw("expense-X"), Then: withdrawn},
		Row{Name: "then it counts", Given: claimed, By: Contact(A), When: withdraw("expense-X"), Refused: "evidence/counts"},
		Row{Name: "a file of a log that was submitted counts", Given: func(w *World) {
			take("log-01")(w)
			w.Do(Tendering(A), Contact(A), Log(1))
		}, By: Contact(A), When: withdraw("log-01"), Refused: "evidence/counts"},
		Row{Name: "once somebody has approved, nothing is added", Given: func(w *World) {
			claimed(w)
			w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
			w.Do(Tendering(A), Verifier, twinning.ApproveExpense{Expense: "X", Step: twinning.Verify})
		}, By: Contact(A), When: adding(file("b"), "expense-X"), Refused: "evidence/expense-approved"},
		Row{Name: "nor to a log that was accepted", Given: func(w *World) {
			w.Do(Tendering(A), Contact(A), Log(1))
			w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
		}, By: Contact(A), When: adding(a, "log-01"), Refused: "logs/accepted"},
		Row{Name: "a month that the contract does not have", By: Contact(A), When: adding(a, "log-13"), Refused: "logs/no-such-month"},
		Row{Name: "a corrected claim neither", Given: func(w *World) {
			claimed(w)
			w.Do(Tendering(A), Officer, twinning.AcceptLog{Month: 1})
			w.Do(Tendering(A), Verifier, twinning.ReturnExpense{Expense: "X", Reason: "another invoice"})
		}, By: Contact(A), When: twinning.CorrectExpense{Claim: other, Reason: "the right invoice"}, Refused: "evidence/unknown"},
		Row{Name: "a report does not name a file of a log", Given: take("log-01"), By: Contact(A), When: twinning.SubmitReport{
			Report: twinning.Interim, Summary: "Half of it.", Evidence: []twinning.Evidence{{ID: "record", What: "The minutes", File: a}},
		}, Refused: "evidence/unknown"},
	)
}

func TestWhatNoStoreWouldGiveIsNonsense(t *testing.T) {
	t.Parallel()
	with := func(change func(*twinning.AddEvidence)) twinning.AddEvidence {
		o := adding(file("a"), "log-03")
		change(&o)
		return o
	}
	Nonsense(t,
		No("a path", with(func(o *twinning.AddEvidence) { o.File = "../../etc/passwd" }), "the name of a file in the store is"),
		No("no target", with(func(o *twinning.AddEvidence) { o.For = "" }), "allowed are log-MONTH"),
		No("a month in one digit", with(func(o *twinning.AddEvidence) { o.For = "log-3" }), "allowed are log-MONTH"),
		No("a report that there is not", with(func(o *twinning.AddEvidence) { o.For = "report-daily" }), "allowed are log-MONTH"),
		No("no hash", with(func(o *twinning.AddEvidence) { o.SealedSHA256 = "" }), "sealed_sha256 must be"),
		No("no size", with(func(o *twinning.AddEvidence) { o.SealedSize = 0 }), "above zero"),
		No("no name", with(func(o *twinning.AddEvidence) { o.Title = "" }), "name is missing"),
		No("a name with a folder", with(func(o *twinning.AddEvidence) { o.Title = "a/b.pdf" }), "without its folder"),
		No("a long name", with(func(o *twinning.AddEvidence) { o.Title = law.Text(strings.Repeat("x", 256)) }), "255 are allowed"),
		No("no type", with(func(o *twinning.AddEvidence) { o.Type = "" }), "type is missing"),
		No("no hash of the content", with(func(o *twinning.AddEvidence) { o.SHA256 = "x" }), "sha256 must be"),
		No("nothing to withdraw", twinning.WithdrawEvidence{For: "log-03"}, "the name of a file in the store is"),
	)
}

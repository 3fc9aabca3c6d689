package browser_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/browser"
)

func (w *tour) published() {
	w.tells("# A tour of the desk\n\nFrom `make up` to an auditor's proof, as a newcomer walks it. The pictures, and the counts at the end, are made by the test that walks this way\n(`make tour`), on a real PostgreSQL and a real Temporal.")
	w.tells("Between two scenes the test moves the programme clock on. A stack that is started with `--programme-time 2019-06-11,3600` goes an hour a second by\nitself; one that is started without it goes as fast as time does.")
	w.tells("## The call\n\nA stack in June 2019, in which the call of 2019 can be opened:")
	w.tells("```sh\nmake up ARGS='--programme-time 2019-06-11T08:00:00Z'\nbin/twinning call open programmes/dhe-2019.yaml --people programmes/dhe-2019.people.yaml --as officer\nbin/twinning sign-ins    # who can sign in, and how\n```")
	w.run("call open programmes/dhe-2019.yaml --people programmes/dhe-2019.people.yaml --as officer")
	h := w.as("officer")
	w.shows(h, "today", "The officer's first page: what needs them today")
	h.Open("/calls/DHE-2019")
	w.counts("a call published that is opened", 0, h, func() {
		h.Click("Publish")
		h.Click("Publish")
	})
	for _, e := range evaluators {
		w.until("2019-06-11 10:01")
		h.Open("/calls/DHE-2019")
		h.Click("Appoint")
		h.Fill("Evaluator", e)
		h.Click("Appoint")
	}
	w.tells("The officer signs in, finds the call under *What needs me today*, and publishes it.")
	h.Open("/calls/DHE-2019")
	w.shows(h, "call", "The call: where it stands, its dates, what comes next")
}

func (w *tour) submitted() {
	h := w.as("mask-contact")
	w.tells("## A tender")
	h.Open("/")
	h.Click("Call for")
	w.counts("a tender begun", 0, h, func() {
		h.Click("Start a tender")
		h.Fill("Title", "MASK: a diary of allergies, taken over by another region")
		h.Click("Start")
	})
	w.tells("Somebody who wants to tender finds the call among all open ones, and starts. A draft is theirs alone; it saves as they type, and with each step.")
	w.shows(h, "offer", "The first step of a tender, with the countdown to the deadline")
	w.counts("a draft filled in, in five steps", 0, h, func() {
		h.Tick("Adaptation")
		h.Choose("Topic", "mHealth systems")
		h.Fill("Months", "12")
		h.Click("Save and continue")
		h.Fill("Name of the organisation", "Fundacion MASK")
		h.Fill("Country", "ES")
		h.TickIn("fieldset.org:nth-of-type(1)", "Originator")
		h.TickIn("fieldset.org:nth-of-type(1)", "Tenderer")
		h.Click("Save and add another")
		h.FillNth("Name of the organisation", "1", "Ana Aslan International Foundation")
		h.FillNth("Country", "1", "RO")
		h.TickIn("fieldset.org:nth-of-type(2)", "Adopter")
		h.TickIn("fieldset.org:nth-of-type(2)", "Contractor")
		h.Fill("Contact", "mask-contact")
		h.Fill("Signatory", "mask-signatory")
		h.Click("Save and continue")
		h.Fill("Solution", "A diary of allergies that 26,000 people use, with a score of their control that general practitioners read.")
		h.Fill("Plan", "Translation into Romanian, two workshops with practitioners, a pilot of 200 patients, and a report on its use.")
		h.Click("Save and continue")
		h.Fill("Personnel", "4 000")
		h.Fill("Direct costs", "3 200.50")
		h.Fill("Subcontracting", "0")
		h.Click("Save and continue")
		h.Upload("input[type=file]", "tender form.pdf", []byte("%PDF-1.7\n"+strings.Repeat("a tender form\n", 200)))
		h.Click("Send the file")
		h.Tick("I declare that none")
		h.Click("Save and check")
	})
	w.shows(h, "draft", "What is missing, rule by rule: here nothing")
	draft := h.Visit().Path
	h.Open("/today")
	w.counts("a tender submitted from a saved draft", 3, h, func() {
		h.Click("Open the draft")
		h.Click("Submit ...")
		h.Click("Submit now")
	})
	require.Contains(w.t, h.Text("main"), "Received and carried out.", draft)
	w.receipt = browser.Eval[string](h.Tab, "document.querySelector('main pre').textContent")
	w.tells("Three clicks from the saved draft, and the receipt says to the microsecond when it arrived.")
	w.shows(h, "receipt", "The receipt, to keep")
	found := regexp.MustCompile(`DHE-2019-[A-Z2-7]{6}`).FindString(h.Visit().Path)
	require.NotEmpty(w.t, found, h.Visit().Path)
	w.tender = found
}

// opened is the opening by two people, and eligibility.
func (w *tour) opened() {
	w.until("2019-07-18 09:00")
	for _, e := range evaluators {
		h := w.as(e)
		w.counts("impartiality declared", 0, h, func() {
			h.Open("/today")
			h.Click("Declare impartiality")
			h.Tick("I declare that I am impartial")
			h.Click("Declare impartiality")
		})
	}
	w.until("2019-08-08 10:00")
	w.tells("## The opening\n\nAfter the deadline two people sign the opening. Until then nobody reads what a tender says.")
	for _, alias := range []string{"officer", "head"} {
		h := w.as(alias)
		h.Open("/today")
		w.counts("the opening signed, each of two people", 0, h, func() {
			h.Click("Sign the opening")
			h.Click("Sign the opening")
		})
	}
	h := w.as("officer")
	h.Open("/calls/DHE-2019/tenders")
	w.shows(h, "tenders", "Eligibility of the tenders, rule by rule")
	w.counts("eligibility of a tender that meets every rule", 2, h, func() {
		h.Click("Decide the chosen ones eligible")
		h.Click("Decide")
	})
	w.shows(h, "bulk", "A receipt for each decision")
}

var evaluators = []string{"eva-1", "eva-2", "eva-3"}

// evaluated is the draw, and the reports of those who were drawn.
func (w *tour) evaluated() {
	w.until("2019-08-16 10:00")
	w.tells("## The evaluation\n\nEvaluators are drawn by lot, from a seed that anybody can draw with again.")
	h := w.as("officer")
	h.Open("/calls/DHE-2019")
	w.counts("evaluators drawn by lot", 0, h, func() {
		h.Click("Draw evaluators")
		h.Fill("Seed", "page-12-word-3")
		h.Click("Draw evaluators")
	})
	w.until("2019-08-26 10:00")
	for _, e := range evaluators {
		h := w.as(e)
		h.Open("/evaluating")
		if !h.Sees("Evaluate") {
			continue // the lot fell on the others
		}
		w.counts("a report of an evaluator, beyond its scores", 3, h, func() {
			h.Click("Evaluate")
			fields := h.Fields
			for n := range browser.Eval[int](h.Tab, "document.querySelectorAll('input[name^=points-]').length") {
				h.FillNth("Points", strconv.Itoa(n), "4.5")
				h.FillNth("Comment", strconv.Itoa(n), "Concrete and well argued; the plan names who does what, and when.")
			}
			h.Fields = fields
			w.shows(h, "score", "A score sheet beside the tender")
			h.Click("Submit the report")
		})
	}
	h = w.as("officer")
	h.Open("/calls/DHE-2019/evaluation")
	w.shows(h, "evaluation", "How far the evaluation is")
}

// awarded is the award of two people, and the contract of two.
func (w *tour) awarded() {
	w.until("2019-09-13 15:00")
	w.tells("## The award\n\nOne of the staff prepares it, another releases it: the page shows the ranking and where the money ends.")
	h := w.as("officer")
	h.Open("/today")
	w.counts("the award prepared", 0, h, func() {
		h.Click("Prepare the award")
		h.Click("Prepare the award")
	})
	w.until("2019-09-16 10:00")
	h = w.as("head")
	h.Open("/calls/DHE-2019")
	w.counts("the award released by another person", 0, h, func() {
		h.Click("Release the award")
		w.shows(h, "award", "The award before it is released")
		h.Click("Release the award")
	})
	h.Open("/calls/DHE-2019/ranking")
	w.shows(h, "ranking", "The ranking, with the cut")
	w.until("2019-10-01 10:00")
	for _, alias := range []string{"mask-signatory", "procurer"} {
		h := w.as(alias)
		h.Open("/tenders/" + w.tender)
		w.counts("the contract signed, each of two people", 0, h, func() {
			h.Click("Sign the contract")
			h.Click("Sign the contract")
		})
		w.until("2019-10-02 10:00")
	}
}

// running is the log of a month, and its expenses up to the payment.
func (w *tour) running() {
	w.until("2019-11-14 10:00")
	w.tells("## A month\n\nThe twinning runs. The contact logs its first month with two expenses, and each is verified, authorised and paid by a person of its own.")
	h := w.as("mask-contact")
	h.Open("/today")
	w.counts("a month logged with two expenses", 8, h, func() {
		h.Click("Log the month")
		h.FillNth("What", "0", "Workshop with practitioners in Bucharest")
		h.FillNth("Date", "0", "2019-10-22")
		h.FillNth("What", "2", "Flights of two people")
		h.ChooseNth("Kind of cost", "0", "direct")
		h.FillNth("Amount", "0", "612.40")
		h.FillNth("Date", "2", "2019-10-21")
		h.FillNth("What", "3", "Room for the workshop")
		h.ChooseNth("Kind of cost", "1", "direct")
		h.FillNth("Amount", "1", "250.00")
		h.FillNth("Date", "3", "2019-10-22")
		w.shows(h, "month", "The log of a month")
		h.Click("Log the month")
	})
	h.Open("/tenders/" + w.tender)
	w.shows(h, "twinning", "The twinning: its months, what is claimed, what is owed")
	w.tells("The officer accepts the log; then each expense passes three hands, no two of them the same person's.")
	w.settles("officer", "a log accepted", 0, "accept-log", `{"month": 1}`)
	for _, expense := range []string{"m01-1", "m01-2"} {
		for _, hand := range []struct{ alias, step, says string }{{"verifier", "verify", "verified"}, {"authoriser", "authorise", "authorised"}, {"payer", "pay", "paid"}} {
			w.settles(hand.alias, "a claim "+hand.says, 2, "approve-expense", `{"expense": "`+expense+`", "step": "`+hand.step+`"}`)
		}
	}
	h.Open("/tenders/" + w.tender)
	require.NotContains(w.t, h.Text("main"), "Claimed\tmask-contact", "the expenses are paid")
}

// settles does what is the first thing that somebody owes, from their first page.
func (w *tour) settles(alias, what string, most int, kind, content string) {
	w.t.Helper()
	h := w.as(alias)
	h.Open("/today")
	if !h.Has(".waits .next a") || !strings.Contains(browser.Eval[string](h.Tab, `document.querySelector(".waits .next a").href`), kind) {
		w.missing = append(w.missing, what+" by a page")
		file := filepath.Join(w.t.TempDir(), kind+".json")
		require.NoError(w.t, os.WriteFile(file, []byte(content), 0o600))
		w.run("send " + w.tender + " " + kind + " --file " + file + " --as " + alias)
		return
	}
	if alias == "verifier" {
		w.shows(h, "waits", "What waits for the verifier, by due date, with the button that settles each")
	}
	w.counts(what, most, h, func() {
		h.ClickOn(".waits .next a")
		h.ClickOn("main form[method=post] button")
	})
}

// proven is what an auditor finds.
func (w *tour) proven() {
	w.tells("## An auditor\n\nWho audits the call asks how it stood on any day, why anything was decided, and proves a receipt.")
	h := w.as("auditor")
	h.Open("/calls/DHE-2019")
	w.counts("the state of a call on a past day", 2, h, func() {
		h.Click("As it stood")
		h.Fill("As of", "2019-08-01")
		h.Click("Show")
	})
	require.Contains(w.t, h.Text("main"), "open", "the call took tenders that day")
	w.shows(h, "past", "The call as it stood on a day in August")
	h.Open("/tenders/" + w.tender + "/history")
	w.shows(h, "history", "What happened, sentence by sentence, each with why")
	w.counts("why something was decided", 0, h, func() { h.Click("Explain") })
	w.shows(h, "explained", "A decision explained: rule, facts, arithmetic, and computed once more")
	w.counts("the proof of a receipt", 2, h, func() {
		h.Click("Check a receipt")
		h.Fill("Receipt", w.receipt)
		h.Click("Check the receipt")
	})
	require.Contains(w.t, h.Text("main"), "The receipt is proven")
	w.shows(h, "proof", "A receipt that is proven")
}

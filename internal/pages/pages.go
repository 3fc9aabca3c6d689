// Package pages is the desk: what people read and do in a browser, rendered on the
// server over the questions of internal/query and the commands that internal/door
// takes. Every page works without a script, and nothing is loaded from elsewhere.
// Who may see what is decided by the questions; a page shows the answer to its viewer.
package pages

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"slices"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/export/jobs"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/reads"
	"twinning.example/engine/internal/telemetry"
)

//go:embed assets
var assets embed.FS

// Options say over what the pages are made, and who asks.
type Options struct {
	Queries *query.Queries
	Door    *door.Door
	People  *people.Directory
	Drafts  *drafts.Store
	// Evidence keeps files; nil: none can be sent from a page.
	Evidence *evidence.Store
	// Jobs makes exports that take long; nil: all are made while their reader waits.
	Jobs *jobs.Store
	// Printer makes PDF; nil: there is none.
	Printer *export.Printer
	// Who says who asks: the zero Viewer is the public.
	Who func(*http.Request) access.Viewer
	// SignIn and SignOut are paths of the server: a link and a POST form; SignIn takes ?back=/path.
	SignIn, SignOut string
	// Still tells whether whoever sent a request that is still being answered is who they were: signed in, by the
	// same session or token. nil: always.
	Still func(*http.Request) (bool, error)
	// Checkpoint is the file of the latest checkpoint, which auditors take; "" where there is none here.
	Checkpoint string
	// Reads is who read what; nil where that is not recorded.
	Reads *reads.Store
	// Ending is closed when the server ends: pages that are open are let go at once. nil: never.
	Ending <-chan struct{}
}

// A desk makes pages. It is safe for any number of requests at once.
type desk struct {
	Options
	texts map[string]*texts // by language
	maker *export.Maker
	open  *openPages
	// counts are how many things waited for people lately.
	counts *waitCounts
	// verifying holds one verification at a time.
	verifying chan struct{}
}

// largestForm is the most bytes that a form may bring: a receipt and what is around it.
const largestForm = 4 << 20

// New returns the handler of all pages and of /assets/.
func New(o Options) (http.Handler, error) {
	if o.Queries == nil || o.Door == nil || o.People == nil || o.Drafts == nil || o.Who == nil {
		return nil, errors.New("pages need questions, a door, a directory of people, drafts and who asks")
	}
	if _, err := shippedBooks(); err != nil {
		return nil, err
	}
	all, err := readTexts()
	if err != nil {
		return nil, err
	}
	d := &desk{Options: o, texts: all, maker: &export.Maker{Queries: o.Queries, Evidence: o.Evidence}, open: newOpenPages(), verifying: make(chan struct{}, 1), counts: &waitCounts{}}
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+styleAt, cached(http.HandlerFunc(exportStyle)))
	mux.Handle("GET /assets/", cached(http.StripPrefix("/assets/", http.FileServerFS(files))))
	for _, r := range d.allRoutes() {
		page := d.serve(ofNow(r))
		mux.HandleFunc(r.pattern, func(w http.ResponseWriter, q *http.Request) {
			telemetry.Route(q.Context(), r.pattern)
			page(w, q)
		})
	}
	mux.HandleFunc("/", d.serve(func(*request) error { return &query.Absent{Noun: "page"} }))
	return http.NewCrossOriginProtection().Handler(limited(mux)), nil
}

// A route is one pattern of the router and the page behind it.
type route struct {
	pattern string
	page    func(*request) error
}

// routes are all pages. A test visits each as everybody.
func (d *desk) routes() []route {
	return slices.Concat(d.letterRoutes(), d.auditRoutes(), d.marketRoutes(), d.surveyRoutes(), d.masterclassRoutes(), d.initiativeRoutes(), d.bodyRoutes(), d.lifeFileRoutes(), d.programmeRoutes(), d.takePartRoutes(), d.lifeRoutes(), []route{
		{"GET /{$}", d.home},
		{"GET /awarded", d.awarded},
		{"GET /calls/{call}", d.call},
		{"GET /calls/{call}/dates", d.dates},
		{"GET /calls/{call}/dates.json", d.datesJSON},
		{"GET /calls/{call}/dates.ics", d.datesICS},
		{"GET /receipt", d.receiptForm},
		{"POST /receipt", d.receiptCheck},
		{"GET /components", d.components},
		{"GET /today", d.today},
		{"GET /search", d.search},
		{"GET /calls/{call}/tenders", d.tenders},
		{"GET /calls/{call}/evaluation", d.evaluation},
		{"GET /calls/{call}/ranking", d.ranking},
		{"GET /calls/{call}/letters", d.letters},
		{"POST /calls/{call}/bounced-letter", d.readBounced},
		{"GET /calls/{call}/history", d.callHistory},
		{"GET /calls/{call}/state", d.callState},
		{"GET /calls/{call}/do", d.doing},
		{"GET /tenders/{tender}/do", d.doing},
		{"GET /calls/{call}/do/{command}", d.form},
		{"POST /calls/{call}/do/{command}", d.send},
		{"GET /calls/{call}/receipts/{id}", d.receipt},
		{"POST /calls/{call}/eligible", d.bulk},
		{"GET /calls/{call}/eligible/{id}", d.bulkDone},
		{"GET /calls/{call}/start", d.start},
		{"POST /calls/{call}/start", d.startDraft},
		{"GET /drafts/{draft}", d.draft},
		{"GET /drafts/{draft}/file", d.draftFile},
		{"GET /drafts/{draft}/edit/{step}", d.step},
		{"POST /drafts/{draft}/edit/{step}", d.saveStep},
		{"GET /drafts/{draft}/documents/{document}", d.attached},
		{"POST /drafts/{draft}/documents/{document}", d.attach},
		{"POST /drafts/{draft}/documents/{document}/remove", d.detach},
		{"GET /drafts/{draft}/submit", d.submitForm},
		{"POST /drafts/{draft}/submit", d.submit},
		{"POST /drafts/{draft}/attach", d.attachLater},
		{"GET /drafts/{draft}/drop", d.dropDraft},
		{"POST /drafts/{draft}/drop", d.dropDraft},
		{"GET /now", d.now},
		{"GET /letters", d.myLetters},
		{"GET /me", d.me},
		{"GET /evaluating", d.evaluating},
		{"GET /tenders/{tender}/months/{month}", d.monthForm},
		{"POST /tenders/{tender}/months/{month}", d.submitMonth},
		{"GET /tenders/{tender}/import", d.importForm},
		{"POST /tenders/{tender}/import", d.sendImport},
		{"GET /tenders/{tender}/import/template.csv", d.importTemplate},
		{"GET /tenders/{tender}/score", d.score},
		{"POST /tenders/{tender}/score", d.saveScore},
		{"GET /tenders/{tender}/files/{file}", d.tenderFile},
		{"POST /tenders/{tender}/revise", d.revise},
		{"GET /tenders/{tender}/versions", d.versions},
		{"GET /tenders/{tender}/receipts/{id}/receipt.json", d.receiptFile},
		{"GET /calls/{call}/receipts/{id}/receipt.json", d.receiptFile},
		{"GET /tenders/{tender}", d.tender},
		{"GET /tenders/{tender}/history", d.tenderHistory},
		{"GET /tenders/{tender}/state", d.tenderState},
		{"GET /tenders/{tender}/do/{command}", d.form},
		{"POST /tenders/{tender}/do/{command}", d.send},
		{"GET /tenders/{tender}/receipts/{id}", d.receipt},
		{"GET /invitations", d.invitations},
		{"GET /invitations/{invitation}", d.invitation},
		{"POST /invitations/{invitation}/accept", d.acceptInvitation},
		{"POST /invitations/{invitation}/withdraw", d.withdrawInvitation},
		{"GET /organisations", d.organisations},
		{"POST /organisations", d.recordOrganisation},
		{"GET /organisations/{organisation}", d.organisation},
		{"POST /organisations/{organisation}/{what}", d.doOrganisation},
		{"GET /explain/{position}", d.explain},
		{"GET " + livePath, d.live},
	}, d.bookRoutes(), d.bulkRoutes(), d.whatIfRoutes(), d.runRoutes(), d.queueRoutes(), d.erasureRoutes())
}

// Patterns are all patterns of the router but that of /assets/.
func Patterns() []string {
	var list []string
	for _, r := range (&desk{}).allRoutes() {
		list = append(list, r.pattern)
	}
	return list
}

func limited(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(largestForm)
		if IsUpload(r) {
			most = UploadSize
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		h.ServeHTTP(w, r)
	})
}

func cached(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=300")
		h.ServeHTTP(w, r)
	})
}

package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A Printer makes PDF of documents by a Chromium of this machine. The zero Printer has
// none. It is safe for any number of goroutines; they wait for one another.
type Printer struct {
	program string
	turn    chan struct{}
}

// Chromiums are the names by which a Chromium is looked for.
var Chromiums = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// NewPrinter prints by the program that is named, or with "" by the one that is found in
// PATH, with so many at once. Where there is none, CanPrint is false.
func NewPrinter(program string, atOnce int) *Printer {
	p := &Printer{turn: make(chan struct{}, max(1, atOnce))}
	names := Chromiums
	if program != "" {
		names = []string{program}
	}
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			p.program = found
			break
		}
	}
	return p
}

// CanPrint tells whether there is a Chromium.
func (p *Printer) CanPrint() bool { return p != nil && p.program != "" }

// ErrNoPrinter is why there is no PDF: no Chromium is installed. The page can be printed instead.
var ErrNoPrinter = errors.New("no PDF can be made here: no Chromium is installed; take the format html and print it")

// ErrNotPrinted is why there is no PDF where a Chromium did not make it: it may another time.
var ErrNotPrinted = errors.New("the PDF could not be made now; take the page for print, or try again")

// printingTime is how long a page may take to be printed (our choice).
const printingTime = 2 * time.Minute

// Print makes a PDF of a document: tagged, with its language, title and outline. Nothing of
// it is written to disk, no script runs, and nothing is loaded.
func (p *Printer) Print(ctx context.Context, d *Document, told Progress) ([]byte, error) {
	if !p.CanPrint() {
		return nil, ErrNoPrinter
	}
	var b bytes.Buffer
	if err := d.Write(ctx, &b, Form{Format: HTML}, told); err != nil {
		return nil, err
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, printingTime)
	defer cancel()
	profile, err := os.MkdirTemp("", "twinning-print-*")
	if err != nil {
		return nil, fmt.Errorf("print the export: %w", err)
	}
	defer func() { _ = os.RemoveAll(profile) }() // it holds nothing of the document
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(p.program), chromedp.UserDataDir(profile), chromedp.DisableGPU, chromedp.WSURLReadTimeout(printingTime),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"))
	if os.Geteuid() == 0 { // Chromium refuses its sandbox to root; the page has no script and loads nothing
		options = append(options, chromedp.NoSandbox)
	}
	allocated, stop := chromedp.NewExecAllocator(ctx, options...)
	defer stop()
	tab, done := chromedp.NewContext(allocated)
	defer done()
	err = chromedp.Do(tab,
		func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
			_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			return chromedp.Void{}, err
		},
		chromedp.Navigate("about:blank"),
		func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
			tree, err := chromedp.Call(ctx, protocol.GetFrameTree, cdp.Empty{})
			if err != nil {
				return chromedp.Void{}, err
			}
			_, err = chromedp.Call(ctx, protocol.SetDocumentContent, protocol.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: b.String()})
			return chromedp.Void{}, err
		})
	if err != nil {
		return nil, fmt.Errorf("print the export: %w: %w", ErrNotPrinted, err)
	}
	printed, err := chromedp.Run(tab, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground(), chromedp.PDFOutlineAndTagged(),
		chromedp.PDFHeaderTemplate("<span></span>"), chromedp.PDFFooterTemplate(footer), chromedp.PDFStream()))
	if err != nil {
		return nil, fmt.Errorf("print the export: %w: %w", ErrNotPrinted, err)
	}
	return printed, nil
}

// footer numbers the pages.
const footer = `<div style="font-size:7pt;width:100%;padding:0 14mm;display:flex;justify-content:space-between;color:#444"><span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`

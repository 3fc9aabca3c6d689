package demo

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
)

// A bar names the date and what happens: on a terminal one line that moves,
// else a line for each date of the script.
type bar struct {
	out   io.Writer
	width int // of the terminal; 0 where it is none
	zone  *time.Location
	acts  int
	done  int
}

const barWidth = 24

func newBar(out io.Writer, width int, s *Script) *bar {
	return &bar{out: out, width: width, zone: s.cal.Zone, acts: len(s.acts)}
}

// say is a line of its own.
func (b *bar) say(format string, args ...any) {
	b.clear()
	fmt.Fprintf(b.out, format+"\n", args...)
}

// act says what is done now.
func (b *bar) act(n int, a *act) {
	b.done = n
	what := fmt.Sprintf("%s (%d)", strings.Join(a.what, "; "), len(a.orders()))
	if len(a.orders()) == 0 {
		what = strings.Join(a.what, "; ")
	}
	if b.width == 0 {
		fmt.Fprintf(b.out, "%s  %s\n", b.date(a.at), what)
		return
	}
	b.draw(b.date(a.at), what)
}

// moment says that the clock goes on to a moment of some life.
func (b *bar) moment(at time.Time) {
	if b.width > 0 {
		b.draw(b.date(at), "what is due comes round: reminders, first and last months")
	}
}

// date is an instant on the clocks of the call, to the microsecond where that matters.
func (b *bar) date(at time.Time) string {
	if at.Nanosecond() != 0 {
		return at.In(b.zone).Format("2006-01-02 15:04:05.000000")
	}
	return at.In(b.zone).Format("2006-01-02 15:04")
}

// final is what comes after the last act.
func (b *bar) final(what string) {
	b.done = b.acts
	if b.width > 0 {
		b.draw(strings.Repeat(" ", len("2006-01-02 15:04")), what)
	}
}

func (b *bar) draw(date, what string) {
	full := barWidth * b.done / max(b.acts, 1)
	line := fmt.Sprintf("[%s%s] %s  %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), date, what)
	fmt.Fprintf(b.out, "\r%s\x1b[K", text.Trim(line, b.width-1))
}

// clear takes the moving line away.
func (b *bar) clear() {
	if b.width > 0 {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}

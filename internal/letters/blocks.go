package letters

import (
	"regexp"
	"strings"
)

// quoteMark begins each line of what is quoted. No word of a letter can hold it:
// flat and clean take control characters out.
const quoteMark = "\x02"

// A block is a paragraph of a letter and what it is.
type block struct {
	kind  blockKind
	lines []string
	link  string // of a link: what stands on it; "" the address itself
}

type blockKind int

const (
	prose   blockKind = iota
	quoted            // what a person wrote, or a rule book
	facts             // lines "Label: value"
	command           // lines for the command line
	address           // of a page
	set               // lines that stand as they are
)

var factLine = regexp.MustCompile(`^([^:]{1,60}?)( ?:)\s+(\S.*)$`)

// split tells the paragraphs of a body apart.
func split(body string) []block {
	var blocks []block
	for _, p := range strings.Split(strings.Trim(body, "\n"), "\n\n") {
		p = strings.Trim(p, "\n")
		if strings.TrimSpace(p) == "" {
			continue
		}
		switch {
		case strings.HasPrefix(p, quoteMark):
			var lines []string
			for _, line := range strings.Split(p, "\n") {
				lines = append(lines, strings.TrimPrefix(line, quoteMark))
			}
			blocks = append(blocks, block{kind: quoted, lines: lines})
		case strings.HasPrefix(p, " "):
			blocks = append(blocks, indented(strings.Split(p, "\n")))
		default:
			blocks = append(blocks, block{lines: []string{strings.Join(fields(p), " ")}})
		}
	}
	return blocks
}

// indented tells what lines of ours are that stand as they are.
func indented(lines []string) block {
	all := func(is func(string) bool) bool {
		for _, line := range lines {
			if !is(line) {
				return false
			}
		}
		return true
	}
	for i := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimRight(lines[i], " "), "    ")
	}
	switch {
	case all(func(s string) bool { return strings.HasPrefix(s, "twinning ") }):
		return block{kind: command, lines: lines}
	case all(func(s string) bool { return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") }):
		return block{kind: address, lines: lines}
	case all(factLine.MatchString):
		return block{kind: facts, lines: lines}
	}
	return block{kind: set, lines: lines}
}

// led has the blocks lead to the page concerned where the desk is known, in place of
// commands; it tells whether they lead anywhere.
func (l Letter) led(blocks []block) ([]block, bool) {
	led := false
	for i, b := range blocks {
		switch b.kind {
		case command:
			if page := l.pageAddress(); page != "" {
				blocks[i] = block{kind: address, lines: []string{page}, link: around[l.language()].open}
			}
			led = true
		case address:
			if l.Secret != "" {
				blocks[i].link = around[l.language()].accept
			}
			led = true
		case prose, quoted, facts, set:
		}
	}
	return blocks, led
}

// towards leads to the page concerned or, where no desk is known, names the command.
func (l Letter) towards(lang string) []block {
	if page := l.pageAddress(); page != "" {
		return []block{{lines: []string{around[lang].page}}, {kind: address, lines: []string{page}, link: around[lang].open}}
	}
	if c := l.showing(); c != "" {
		return []block{{lines: []string{around[lang].command}}, {kind: command, lines: []string{c}}}
	}
	return nil
}

// Package bench measures, beside something to compare with, in one run and
// alternating, and prints the machine's load with each figure. It is a Go
// module of its own, so that what it compares with is no dependency of the
// product. `make bench` runs all of it; each figure in docs/performance.md names
// its test here.
package bench

// Command maporder names every place where Go's order of a map, another in each run, can reach what a law folds, checks or decides:
//
//	go run -C tools/maporder . -C ../.. PACKAGE...
//
// A loop over a map, or over maps.Keys, Values or All of one, is right where the order cannot matter, and says why beside it:
//
//	for id, sum := range sums { // any order: a sum is added to each
//
// Keys and values that are sorted or counted at once need no word: slices.Sorted(maps.Keys(m)).
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"golang.org/x/tools/go/packages"
)

func main() {
	dir := flag.String("C", ".", "the folder that the packages are named from")
	flag.Parse()
	found, err := inPackages(*dir, flag.Args())
	for _, place := range found {
		fmt.Println(place)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "maporder:", err)
		os.Exit(2)
	case len(found) > 0:
		os.Exit(1)
	}
}

// inPackages reads packages without their tests, which may run in any order.
func inPackages(dir string, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, errors.New("no packages were named")
	}
	loaded, err := packages.Load(&packages.Config{
		Dir:  dir,
		Mode: packages.LoadSyntax,
	}, names...)
	if err != nil {
		return nil, fmt.Errorf("load the packages: %w", err)
	}
	var found []string
	for _, p := range loaded {
		for _, e := range p.Errors {
			return nil, fmt.Errorf("load %s: %w", p.PkgPath, e)
		}
		for _, file := range p.Syntax {
			found = append(found, inFile(p.Fset, p.TypesInfo, file)...)
		}
	}
	return found, nil
}

package main

import (
	"slices"
	"testing"
)

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files
(the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY
CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE
OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`

const agpl = `This program is free software: you can redistribute it and/or modify it under the terms of the GNU Affero General Public License as
published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version. This program is distributed in
the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR
PURPOSE. See the GNU Affero General Public License for more details. You should have received a copy of the GNU Affero General Public License along
with this program. If not, see <http://www.gnu.org/licenses/>.`

func TestALicenceThatIsNotAllowedIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		is         []string
		allowed    bool
	}{
		{"MIT", mit, []string{"MIT"}, true},
		{"AGPL", agpl, []string{"AGPL-3.0-or-later"}, false},
		{"both", mit + "\n\n" + agpl, []string{"AGPL-3.0-or-later", "MIT"}, false},
		{"none that is known", "All rights reserved. Ask before you use it.", []string{unknown}, false},
	} {
		is := identify([]byte(c.text))
		if !slices.Equal(is, c.is) {
			t.Errorf("%s: %v", c.name, is)
		}
		if why := judge(is); (why == "") != c.allowed {
			t.Errorf("%s: %q", c.name, why)
		}
	}
	if judge(nil) == "" {
		t.Error("a work without a licence may be used")
	}
}

func TestAnExceptionHoldsForWhatSomebodyHasReadAlone(t *testing.T) {
	t.Parallel()
	for _, e := range exceptions {
		if judge(e.found) == "" {
			t.Errorf("%s needs no exception", e.module)
		}
		if _, ok := excepted(e.module, e.found); !ok {
			t.Errorf("%s is not excepted", e.module)
		}
		if _, ok := excepted(e.module, append(slices.Clone(e.found), "AGPL-3.0")); ok {
			t.Errorf("%s is excepted whatever it holds", e.module)
		}
	}
}

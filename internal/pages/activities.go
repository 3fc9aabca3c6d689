package pages

import (
	"maps"
	"slices"
	"strings"

	"twinning.example/engine/internal/pages/chart"
	"twinning.example/engine/internal/twinning"
)

// activitiesView is what was done in a twinning, the last first; it is folded away where the page has much else.
type activitiesView struct {
	chart.Figure
	Open bool
}

// activities are those of the logs that the viewer may see; nil for none.
func (r *request) activities(t twinning.Twinning) *activitiesView {
	v := &activitiesView{chart.Figure{Title: r.say("activities"), Header: []string{r.say("month.on"), r.say("month.what"), r.say("month.where.short"), r.say("tender.month")}}, t.Contract == nil}
	for _, month := range slices.Backward(slices.Sorted(maps.Keys(t.Logs))) {
		list := slices.Clone(t.Logs[month].Activities)
		slices.SortStableFunc(list, func(a, b twinning.Activity) int { return strings.Compare(b.On.String(), a.On.String()) })
		for _, a := range list {
			on := r.date(a.On.String())
			if !a.Until.IsZero() && a.Until != a.On {
				on += " – " + r.date(a.Until.String())
			}
			where := string(a.Where)
			if a.Online {
				where = strings.TrimPrefix(where+", "+r.say("month.online"), ", ")
			}
			v.Rows = append(v.Rows, []string{on, string(a.What), where, r.say("month.short", month)})
		}
	}
	if len(v.Rows) == 0 {
		return nil
	}
	return v
}

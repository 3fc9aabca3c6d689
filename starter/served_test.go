package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A command that nobody has thought about is run by the desk, as whoever is signed in: each stands here.
func TestWhereEachCommandIsRunIsWrittenDown(t *testing.T) {
	t.Parallel()
	by := map[where][]string{}
	root := newApp(nil, nil, nil).root()
	walk(root, func(path, _, _, _ string) {
		cmd, _, err := root.Find(strings.Fields(path)[1:])
		require.NoError(t, err)
		if cmd.HasSubCommands() {
			return
		}
		by[whereOf(cmd)] = append(by[whereOf(cmd)], strings.TrimPrefix(path, "twinning "))
	})
	for _, list := range by {
		slices.Sort(list)
	}
	require.Equal(t, []string{
		"access kept", "admin first", "checkpoint", "demo", "erase", "keys create", "keys list", "keys register",
		"keys revoke", "lives list", "lives restore", "migrate", "nudge", "people list", "people load", "repair", "serve", "sign-ins", "status", "up", "verify", "views check", "views rebuild",
	}, by[onMachine])
	require.Equal(t, []string{"body new", "call new", "capacity new", "evidence add", "evidence get", "export", "login", "logout", "man", "masterclass new", "programme check", "receipt check", "survey new"}, by[right])
	require.Equal(t, servedCommands, strings.Join(by[onServer], "\n"), "a command that a desk runs for whoever is signed in: is it for them?")
}

// servedCommands are what a desk runs for whoever is signed in, one a line.
const servedCommands = `access could
access log
account confirm
account set
account show
admin erasures
admin give
admin list
admin refuse-erasure
admin withdraw
amendment fund
amendment prepare
amendment refuse
amendment show
amendment sign
amendment withdraw
award announcements
award prepare
award preview
award release
award reopen
award show
award what-if
award what-ifs
body advise
body applications
body apply
body appoint
body approve
body call
body cancel
body chair
body change
body comment
body commit
body conflict
body convene
body count
body decision
body delegates
body dissolve
body document
body extend
body follow
body interests
body leave
body link
body list
body meeting
body minutes
body offer
body open
body presence
body publish
body put
body renew
body report
body select
body show
body staff
body vote
body withdraw
call admit-late
call attempts
call book
call cancel
call dates
call extend
call list
call open
call open-tenders
call publish
call revise
call shorten
call show
call sign
capacity agree
capacity answer
capacity board
capacity decide
capacity extend
capacity follow-up
capacity joint-report
capacity leave
capacity list
capacity name
capacity open
capacity pair
capacity remove
capacity report
capacity return
capacity show
capacity staff
capacity state
capacity stop
capacity twinning
capacity withdraw
close
closure show
complaint list
complaint lodge
complaint review
consensus agree
consensus propose
contract decline
contract prepare
contract show
contract sign
deliverable accept
deliverable redate
deliverable return
deliverable submit
eligibility decide
eligibility sign
entry close
entry draft
entry list
entry match
entry publish
entry renew
entry return
entry revise
entry show
entry submit
entry suggest
entry withdraw
entry withdraw-file
evaluation again
evaluation assign
evaluation export
evaluation list
evaluation record
evaluation sheet drop
evaluation sheet save
evaluation sheet show
evaluation show
evaluator appoint
evaluator brief
evaluator conflicts
evaluator declare
evaluator draw
evaluator record-conflict
evidence list
evidence withdraw
expense approve
expense approve-all
expense claim
expense correct
expense import
expense list
expense park
expense queue
expense reject
expense return
expense sample
expense take-up
expense template
expense withdraw
explain stages
history
hold lift
hold place
instalment pay
instalment resume
instalment suspend
interest accept
interest consent
interest decline
interest express
interest list
interest parties
interest show
interest withdraw
invitation accept
invitation list
invitation send
invitation show
invitation withdraw
letter bounced
letter list
letter preview
letter reached
letters
log accept
log accept-all
log correct
log return
log show
log submit
market change
market close
market figure
market list
market new
market open
market queue
market search
market show
market staff
masterclass cancel
masterclass certificate
masterclass confirm
masterclass evaluate
masterclass evaluations
masterclass list
masterclass material
masterclass mine
masterclass move
masterclass open
masterclass people
masterclass places
masterclass present
masterclass register
masterclass remove
masterclass show
masterclass staff
masterclass withdraw
meeting cancel
meeting list
meeting move
meeting plan
meeting record
obligations
organisation belong
organisation correct
organisation join
organisation list
organisation record
organisation show
panel decide
payment account
payment run execute
payment run export
payment run list
payment run prepare
payment run read
payment run release
payment run remove
payment run return
payment run show
payment run withdraw
people ask-erasure
people join
programme close
programme give-role
programme list
programme open
programme replace-role
programme set-defaults
programme show
programme withdraw-role
rates import
rates list
receipt show
recovery decide
recovery intend
recovery observe
recovery order
recovery receive
recovery show
recovery waive
report accept
report return
report sign
report submit
reserve activate
reserve list
resume
role away
role back
role give
role list
role replace
role withdraw
send
show
survey allow
survey answer
survey answers
survey entries
survey extend
survey list
survey name
survey open
survey publish
survey remove
survey result
survey show
survey staff
suspend
suspension ask
suspension refuse
tender accept
tender clarify
tender contact
tender draft drop
tender draft list
tender draft save
tender draft show
tender link
tender list
tender prove
tender show
tender signatory
tender submit
tender undo-withdrawal
tender verify
tender withdraw
terminate
termination drop
termination intend
termination observe
termination settle
today
token create
token list
token withdraw`

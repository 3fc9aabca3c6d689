package payfile

import (
	"strings"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
)

// A Status is what a bank says of a payment.
type Status string

// The statuses.
const (
	Executed Status = "executed" // it is booked, or settled
	Accepted Status = "accepted" // it is on its way: a later file says what became of it
	Returned Status = "returned" // it was rejected, or came back
	Unknown  Status = "unknown"  // an entry that is no answer to a payment
)

// An Answer is what a file says of one payment or, without an end-to-end id, of all payments of an order.
type Answer struct {
	Place    int // of the answer in the file, from 1
	Message  string
	EndToEnd string
	Status   Status
	On       calendar.Date // zero where the file has none
	Ref      string        // of the bank, as a code; "" where the file has none
	Code     string        // of a return
	Amount   money.Amount  // none where the file has none
}

// mostAnswers is how many answers a file has at most.
const mostAnswers = 20_000

// Read reads a bank's answer: a status report (pain.002) or a statement (camt.053).
func Read(data []byte) (kind string, answers []Answer, err error) {
	root, err := parse(data)
	if err != nil {
		return "", nil, err
	}
	space, local, _ := strings.Cut(root.name, " ")
	kind, known := strings.CutPrefix(space, "urn:iso:std:iso:20022:tech:xsd:")
	switch {
	case !known || local != "Document":
		return "", nil, law.NewNonsense("the file is no message of ISO 20022: pain.002 or camt.053 is read", law.Why("bank-file-kind"))
	case strings.HasPrefix(kind, "pain.002.001."):
		answers, err = statuses(root)
	case strings.HasPrefix(kind, "camt.053.001."):
		answers, err = statement(root)
	default:
		return "", nil, law.Nonsensef(law.Why("bank-file-kind"), "the file is a %s; pain.002 or camt.053 is read", cut(kind, 40))
	}
	if err != nil {
		return kind, nil, err
	}
	if len(answers) == 0 {
		return kind, nil, law.Nonsensef(law.Why("bank-file-nothing"), "the file is a %s and says nothing of a payment", cut(kind, 40))
	}
	if len(answers) > mostAnswers {
		return kind, nil, law.Nonsensef(law.Why("bank-file-answers", law.Count("count", len(answers)), law.Count("most", mostAnswers)), "the file says something of %d payments; at most %d are read at once", len(answers), mostAnswers)
	}
	for i := range answers {
		answers[i].Place = i + 1
	}
	return kind, answers, nil
}

// statuses are those of a pain.002. Rejected is rejected; settled is executed, but not before a bank gives its reference; all else is on its way.
func statuses(root *node) ([]Answer, error) {
	var list []Answer
	for _, report := range root.all("CstmrPmtStsRpt") {
		created, err := day(report.get("GrpHdr", "CreDtTm"))
		if err != nil {
			return nil, err
		}
		message := report.get("OrgnlGrpInfAndSts", "OrgnlMsgId")
		group := report.get("OrgnlGrpInfAndSts", "GrpSts")
		blocks := report.all("OrgnlPmtInfAndSts")
		said := 0
		for _, b := range blocks {
			for _, x := range b.all("TxInfAndSts") {
				a := Answer{Message: message, EndToEnd: x.get("OrgnlEndToEndId"), On: created, Ref: reference(x.get("AcctSvcrRef"))}
				if at := x.get("AccptncDtTm"); at != "" {
					if a.On, err = day(at); err != nil {
						return nil, err
					}
				}
				a.Status, a.Code = means(x.get("TxSts")), reason(x)
				if a.Ref == "" {
					a.Ref = reference(x.get("StsId"))
				}
				if a.Amount, err = amountOf(x.all("OrgnlTxRef", "Amt", "InstdAmt")); err != nil {
					return nil, err
				}
				list, said = append(list, a), said+1
			}
			if status := b.get("PmtInfSts"); means(status) == Returned && len(b.all("TxInfAndSts")) == 0 {
				list, said = append(list, Answer{Message: message, Status: Returned, On: created, Code: reason(b)}), said+1
			}
		}
		if said == 0 && group != "" {
			list = append(list, Answer{Message: message, Status: means(group), On: created, Code: reason(report.all("OrgnlGrpInfAndSts")[0])})
		}
	}
	for i := range list {
		if list[i].Status == Executed && (list[i].Ref == "" || list[i].EndToEnd == "") {
			list[i].Status = Accepted
		}
		if list[i].Status == Returned && list[i].Code == "" {
			list[i].Code = "NARR"
		}
	}
	return list, nil
}

func means(status string) Status {
	switch status {
	case "RJCT", "CANC":
		return Returned
	case "ACSC", "ACCC":
		return Executed
	case "":
		return Unknown
	}
	return Accepted
}

// reason is the code of a rejection or a return.
func reason(n *node) string {
	for _, path := range [][]string{{"StsRsnInf", "Rsn", "Cd"}, {"RtrInf", "Rsn", "Cd"}} {
		if c := n.get(path...); len(c) == 4 && strings.Trim(c, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" {
			return c
		}
	}
	return ""
}

// statement are the booked entries of a camt.053. What is booked from the account is executed; what is booked to it and says why,
// or reverses, came back.
func statement(root *node) ([]Answer, error) {
	var list []Answer
	for _, e := range root.all("BkToCstmrStmt", "Stmt", "Ntry") {
		status := e.get("Sts", "Cd")
		if status == "" {
			status = e.get("Sts")
		}
		if status != "BOOK" {
			continue // it is not final
		}
		on, err := day(firstOf(e.get("BookgDt", "Dt"), e.get("BookgDt", "DtTm"), e.get("ValDt", "Dt")))
		if err != nil {
			return nil, err
		}
		total, err := amountOf(e.all("Amt"))
		if err != nil {
			return nil, err
		}
		debit, back := e.get("CdtDbtInd") == "DBIT", e.get("RvslInd") == "true"
		details := e.all("NtryDtls", "TxDtls")
		for _, x := range details {
			a := Answer{
				Message: x.get("Refs", "MsgId"), EndToEnd: x.get("Refs", "EndToEndId"), Status: Unknown, On: on, Code: reason(x),
				Ref: reference(firstOf(x.get("Refs", "AcctSvcrRef"), e.get("AcctSvcrRef"))),
			}
			if a.Amount, err = amountOf(firstList(x.all("Amt"), x.all("AmtDtls", "TxAmt", "Amt"))); err != nil {
				return nil, err
			}
			if a.Amount.IsNone() && len(details) == 1 {
				a.Amount = total
			}
			a.Status = booked(debit, back || a.Code != "")
			if a.Status == Returned && a.Code == "" {
				a.Code = "NARR"
			}
			list = append(list, a)
		}
		if len(details) == 0 {
			a := Answer{Message: firstOf(e.get("NtryDtls", "Btch", "MsgId"), e.get("NtryDtls", "Btch", "PmtInfId")), Status: Unknown, On: on, Ref: reference(e.get("AcctSvcrRef")), Amount: total}
			if a.Message != "" && debit && !back {
				a.Status = Executed
			}
			list = append(list, a)
		}
	}
	return list, nil
}

func booked(debit, back bool) Status {
	switch {
	case debit && !back:
		return Executed
	case !debit && back:
		return Returned
	}
	return Unknown
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

func firstList(list ...[]*node) []*node {
	for _, l := range list {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}

// day is the day of a date or an instant, as the bank writes it.
func day(s string) (calendar.Date, error) {
	if s == "" {
		return calendar.Date{}, nil
	}
	if len(s) > 10 && s[10] == 'T' {
		s = s[:10]
	}
	d, err := calendar.ParseDate(s)
	if err != nil {
		return d, law.Nonsensef(law.Why("bank-file-date", law.Ref("text", cut(s, 40))), "%q is no date of a message of ISO 20022", cut(s, 40))
	}
	return d, nil
}

func amountOf(list []*node) (money.Amount, error) {
	if len(list) == 0 {
		return money.Amount{}, nil
	}
	text := strings.TrimSpace(list[0].text)
	if len(text) > 20 || strings.Trim(text, "0123456789.") != "" {
		return money.Amount{}, law.Nonsensef(law.Why("bank-file-amount", law.Ref("text", cut(text, 40))), "%q is no amount of a message of ISO 20022", cut(text, 40))
	}
	a, err := money.ParseParts(text, list[0].attrs["Ccy"])
	if err != nil {
		return a, law.Nonsensef(law.Why("bank-file-amount", law.Ref("text", cut(text, 40))), "%q is no amount of a message of ISO 20022: %v", cut(text+" "+list[0].attrs["Ccy"], 40), err)
	}
	return a, nil
}

// reference is what a bank calls something, as a code: what a code does not have is left out.
func reference(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r > ' ' && r <= '~' && b.Len() < 100 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

package payfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/payfile"
)

const status = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
 <GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2021-01-15T18:00:00</CreDtTm></GrpHdr>
 <OrgnlGrpInfAndSts><OrgnlMsgId>DHE-2019-R1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
 <OrgnlPmtInfAndSts><OrgnlPmtInfId>DHE-2019-R1-EUR</OrgnlPmtInfId>
  <TxInfAndSts><OrgnlEndToEndId>DHE-2019-R1-1</OrgnlEndToEndId><TxSts>ACSC</TxSts><AccptncDtTm>2021-01-16T10:00:00+01:00</AccptncDtTm><AcctSvcrRef>A 4711</AcctSvcrRef></TxInfAndSts>
  <TxInfAndSts><OrgnlEndToEndId>DHE-2019-R1-2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>
  <TxInfAndSts><OrgnlEndToEndId>DHE-2019-R1-3</OrgnlEndToEndId><TxSts>ACSP</TxSts></TxInfAndSts>
 </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`

const booked = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>S1</MsgId><CreDtTm>2021-01-16T23:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id>
 <Ntry><Amt Ccy="EUR">16000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2021-01-16</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
  <NtryDtls><TxDtls><Refs><MsgId>DHE-2019-R1</MsgId><EndToEndId>DHE-2019-R1-1</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
 <Ntry><Amt Ccy="EUR">10.74</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>2021-01-17T08:00:00</DtTm></BookgDt>
  <NtryDtls><TxDtls><Refs><EndToEndId>DHE-2019-R1-3</EndToEndId><AcctSvcrRef>R3</AcctSvcrRef></Refs><RtrInf><Rsn><Cd>MD07</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
 <Ntry><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2021-01-16</Dt></BookgDt></Ntry>
 <Ntry><Amt Ccy="EUR">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
 <Ntry><Amt Ccy="EUR">7.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2021-01-16</Dt></BookgDt><AcctSvcrRef>R9</AcctSvcrRef><NtryDtls><Btch><MsgId>DHE-2019-R2</MsgId></Btch></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>`

func said(a payfile.Answer) string {
	return fmt.Sprintf("%d %s %s %s %s %s %s %s", a.Place, a.Message, a.EndToEnd, a.Status, a.On, a.Ref, a.Code, a.Amount)
}

func TestAStatusReportIsRead(t *testing.T) {
	t.Parallel()
	kind, list, err := payfile.Read([]byte(status))
	require.NoError(t, err)
	require.Equal(t, "pain.002.001.10", kind)
	require.Len(t, list, 3)
	require.Contains(t, said(list[0]), "1 DHE-2019-R1 DHE-2019-R1-1 executed 2021-01-16 A4711")
	require.Contains(t, said(list[1]), "2 DHE-2019-R1 DHE-2019-R1-2 returned 2021-01-15  AC04")
	require.Equal(t, payfile.Accepted, list[2].Status)

	unreferenced := strings.Replace(status, "<AcctSvcrRef>A 4711</AcctSvcrRef>", "", 1)
	_, list, err = payfile.Read([]byte(unreferenced))
	require.NoError(t, err)
	require.Equal(t, payfile.Accepted, list[0].Status, "without the bank's reference nothing is recorded")

	whole := `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><CreDtTm>2021-01-15T18:00:00Z</CreDtTm></GrpHdr>
	<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>FF01</Cd></Rsn></StsRsnInf></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document>`
	_, list, err = payfile.Read([]byte(whole))
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, "1 M  returned 2021-01-15  FF01", strings.TrimSpace(strings.TrimSuffix(said(list[0]), said(payfile.Answer{})[len(said(payfile.Answer{})):])))
}

func TestAStatementIsRead(t *testing.T) {
	t.Parallel()
	kind, list, err := payfile.Read([]byte(booked))
	require.NoError(t, err)
	require.Equal(t, "camt.053.001.08", kind)
	require.Len(t, list, 4, "what is not booked is left out")
	require.Equal(t, "1 DHE-2019-R1 DHE-2019-R1-1 executed 2021-01-16 R1  EUR 16000.00", said(list[0]))
	require.Equal(t, "2  DHE-2019-R1-3 returned 2021-01-17 R3 MD07 EUR 10.74", said(list[1]))
	require.Equal(t, payfile.Unknown, list[2].Status)
	require.Equal(t, "4 DHE-2019-R2  executed 2021-01-16 R9  EUR 7.00", said(list[3]))
}

func TestAHostileFileIsRefusedWithASentence(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct{ file, says string }{
		"nothing":           {"", "the file is empty"},
		"no XML":            {"PK\x03\x04", "no XML that can be read"},
		"an entity":         {`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">&e;</Document>`, "document type or an entity"},
		"a bomb":            {`<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>`, "document type or an entity"},
		"an unknown entity": {`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">&e;</Document>`, "no XML that can be read"},
		"another encoding":  {`<?xml version="1.0" encoding="UTF-16"?><a/>`, "UTF-8 alone is read"},
		"another message":   {`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>`, "pain.002 or camt.053 is read"},
		"no message":        {`<html/>`, "no message of ISO 20022"},
		"says nothing":      {`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>`, "says nothing of a payment"},
		"cut":               {booked[:len(booked)-40], "no XML that can be read"},
		"deep":              {strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100), "more than 40 deep"},
		"many":              {"<a>" + strings.Repeat("<b/>", 400_001) + "</a>", "more than 400000 elements"},
		"a long text":       {"<a>" + strings.Repeat("x", 2_001) + "</a>", "text of more than 2000 characters"},
		"two documents":     {"<a/><b/>", "more than one document"},
		"too big":           {strings.Repeat(" ", payfile.MostBytes+1), "at most 8388608 are read"},
		"no date":           {strings.Replace(booked, "2021-01-16</Dt>", "16.1.2021</Dt>", 1), "no date"},
		"no amount":         {strings.Replace(booked, "16000.00", "1e309", 1), "no amount"},
		"below zero":        {strings.Replace(booked, "16000.00", "-0.00", 1), "no amount"},
	} {
		_, _, err := payfile.Read([]byte(r.file))
		require.ErrorContains(t, err, r.says, name)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(status))
	f.Add([]byte(booked))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, list, err := payfile.Read(data)
		if err == nil && len(list) == 0 {
			t.Fatal("a file that was read says nothing")
		}
		for _, a := range list {
			if a.Status == payfile.Returned && len(a.Code) != 4 {
				t.Fatalf("a return without a code: %+v", a)
			}
		}
	})
}

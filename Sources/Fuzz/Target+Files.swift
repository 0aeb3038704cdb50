import DMN
import DecisionSheets
import Diagnostics
import FEEL
import Spreadsheets
import Statechart
import WorkflowSheets

/// The readers of whole files.
extension Target {
  static let dmn = Target(
    name: "dmn",
    mutation: Mutation(
      seeds: [
        """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
        <itemDefinition name="t"><typeRef>number</typeRef></itemDefinition>
        <inputData id="i" name="x"><variable name="x" typeRef="t"/></inputData>
        <decision id="d" name="d"><variable name="d" typeRef="string"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>x</text></inputExpression></input>
        <output name="o"/><rule><inputEntry><text>&lt; 5</text></inputEntry>
        <outputEntry><text>"a"</text></outputEntry></rule></decisionTable></decision>
        <decision id="e" name="e"><informationRequirement><requiredDecision href="#d"/></informationRequirement>
        <context><contextEntry><variable name="a"/><literalExpression><text>d</text></literalExpression>
        </contextEntry></context></decision></definitions>
        """,
        """
        <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m" namespace="n">
        <import namespace="n" name="n" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
        <itemDefinition name="t" isCollection="true"><itemComponent name="a b"><typeRef>number</typeRef>
        <allowedValues><text>[0..9]</text></allowedValues></itemComponent></itemDefinition>
        <businessKnowledgeModel id="b" name="b"><encapsulatedLogic><formalParameter name="n" typeRef="number"/>
        <literalExpression><text>if n = 0 then 0 else b(n - 1)</text></literalExpression></encapsulatedLogic>
        <knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement></businessKnowledgeModel>
        <decisionService id="s" name="s"><outputDecision href="#d"/><inputDecision href="#e"/></decisionService>
        <decision id="d" name="d"><informationRequirement><requiredDecision href="#e"/></informationRequirement>
        <knowledgeRequirement><requiredKnowledge href="#b"/></knowledgeRequirement>
        <for iteratorVariable="i"><in typeRef="t"><literalExpression><text>e</text></literalExpression></in>
        <return><invocation><literalExpression><text>b</text></literalExpression><binding><parameter name="n"/>
        <literalExpression><text>i.a b</text></literalExpression></binding></invocation></return></for></decision>
        <decision id="e" name="e"><knowledgeRequirement><requiredKnowledge href="#s"/></knowledgeRequirement>
        <relation><column name="a b"/><row><literalExpression><text>3</text></literalExpression></row></relation>
        </decision></definitions>
        """,
      ],
      tokens: xmlTokens + [
        "<list>", "</list>", "<relation>", "<decision name=\"z\">", "</decision>", "href=\"#e\"",
        "<functionDefinition>", "<invocation>", "typeRef=\"t\"", "hitPolicy=\"COLLECT\"",
      ])
  ) { bytes in
    guard let definitions = DMNReader.read(bytes, file: "fuzz.dmn").definitions else {
      return false
    }
    let written = DMNWriter.xml(of: definitions)
    guard written.text != nil || written.diagnostics.hasErrors else {
      preconditionFailure("a model is not written, and nobody says why")
    }
    let (model, diagnostics) = CompiledModel.compile([definitions])
    let options = DecisionOptions(now: evaluation().now, limits: evaluation().limits)
    for decision in model.decisions {
      _ = decision.evaluate(ContextValue([.init("x", .number(3))]), options)
    }
    return !diagnostics.hasErrors
  }

  static let sheet = Target(
    name: "sheet",
    mutation: Mutation(
      seeds: [
        """
        Table,Order,order
        Hit policy,First
        Role,Input,Input,Output,Note
        Name,Total,Tier,Outcome,Why
        Type,number,string,string,
        Values,,"gold, silver","a, b",
        1,"<= 1,000",gold,a,x
        2,100-200,not gold,b,y

        Tests,order
        Name,Total,Tier,Outcome
        ,5,gold,a
        """,
        "F,in: region,in: total:number,out: carrier\n1,EU,< 100,post\n2,-,at least 5,freight\n",
        "Table,T\nOrientation,rules as columns\nInput,x,1,2\nOutput,y,a,b\n",
        "Types\ntier,string,\"gold, silver\"\n",
      ],
      tokens: [
        ",", ";", "\t", "\"", "\n", "\r\n", "\n\n", "Default", "Locale,de-DE", "From", "Until",
        "1,5",
        "2026-03-01", "[1..", "1-4", "“", "\u{A0}", "#NAME?", "same as x", "Tests,order", "+", "\0",
        "crosstab", "\u{FEFF}",
      ])
  ) { bytes in
    let (workbook, faults) = CSVReader.read(bytes, file: "fuzz.csv")
    let (definitions, _, diagnostics) = DecisionSheetReader.read(workbook)
    let (model, more) = CompiledModel.compile([definitions])
    let options = DecisionOptions(now: evaluation().now, limits: evaluation().limits)
    for decision in model.decisions {
      _ = decision.evaluate(ContextValue([.init("total", .number(3))]), options)
    }
    return !(faults + diagnostics + more).hasErrors
  }

  static let workbook = Target(
    name: "workbook",
    mutation: Mutation(
      seeds: [
        """
        <?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
        <table:table table:name="S"><table:table-column table:number-columns-repeated="3"/>
        <table:table-row><table:table-cell><text:p>First</text:p></table:table-cell><table:table-cell>
        <text:p>in: a</text:p></table:table-cell><table:table-cell><text:p>out: b</text:p></table:table-cell>
        </table:table-row><table:table-row table:number-rows-repeated="2" table:visibility="collapse">
        <table:table-cell office:value-type="float" office:value="1"/><table:table-cell
        office:value-type="date" office:date-value="2026-01-04" table:number-rows-spanned="2"/>
        <table:table-cell table:formula="of:=[.A1]*2" office:value-type="percentage" office:value="0.1"/>
        </table:table-row></table:table></office:spreadsheet></office:body></office:document>
        """,
        """
        <?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
        xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="s1"><NumberFormat
        ss:Format="d-mmm"/></Style></Styles><Worksheet ss:Name="S"><Table><Column ss:Hidden="1"/>
        <Row><Cell><Data ss:Type="String">First</Data></Cell><Cell><Data ss:Type="String">in: a</Data></Cell>
        <Cell><Data ss:Type="String">out: b</Data></Cell></Row><Row ss:Index="3"><Cell ss:MergeDown="1"><Data
        ss:Type="Number">1</Data></Cell><Cell ss:StyleID="s1"><Data ss:Type="DateTime">2026-01-04T00:00:00.000
        </Data></Cell><Cell ss:Index="3" ss:Formula="=RC[-1]"><Data ss:Type="Boolean">1</Data></Cell></Row>
        </Table></Worksheet></Workbook>
        """,
      ],
      tokens: xmlTokens + [
        "table:number-columns-repeated=\"16384\"", "table:number-rows-repeated=\"1048576\"",
        "table:number-rows-repeated=\"-1\"", "<table:table-cell/>", "<table:covered-table-cell/>",
        "ss:Index=\"99999999999\"", "ss:MergeAcross=\"16383\"", "ss:MergeDown=\"1048575\"",
        "office:value=\"1e999\"", "<table:table-row>", "</table:table-row>", "<Row>", "</Row>",
        "<Cell>",
        "office:date-value=\"9999-12-31\"", "9223372036854775807",
      ])
  ) { bytes in
    let (workbook, faults) = WorkbookReader.read(bytes, file: "fuzz.fods")
    let (_, _, diagnostics) = DecisionSheetReader.read(workbook)
    return !(faults + diagnostics).hasErrors
  }

  static let workflow = Target(
    name: "workflow",
    mutation: Mutation(
      seeds: [
        """
        Workflow,Leave,leave
        Data,days,number,1,how many
        Name,State,On,When,Do,Go to,Note
        ,Asked,entry,days > 1,"task ""Approve"" for ""lead"" due in 2 days; set days = days + 1",,
        ,,approve,,,Granted,
        ,,after 5 days,,notify office,Granted,
        ,,at now(),,send x to y with { a: days },Refused,
        ,Granted,final,,,,
        ,Refused,final,,,,
        """
      ],
      tokens: [
        ",", "\"", "\n", ";", "decide t as x", "raise e", "log \"x\"", "entry", "exit", "final",
        "Parent",
        "Kind", "parallel", "history", "not by \"Approve\"", "after", "at ", "{", "}", "(",
      ])
  ) { bytes in
    let (workbook, faults) = CSVReader.read(bytes, file: "fuzz.csv")
    guard let sheet = workbook.sheets.first else { return false }
    let (document, diagnostics) = WorkflowSheetReader.read(sheet, decisions: nil)
    if let document { _ = CompiledStatechart.compile(document) }
    return !(faults + diagnostics).hasErrors
  }

  static let scxml = Target(
    name: "scxml",
    mutation: Mutation(
      seeds: [
        """
        <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" initial="a">
        <datamodel><data id="x" expr="1"/></datamodel>
        <state id="a"><onentry><assign location="x" expr="x + 1"/><raise event="e"/></onentry>
        <transition event="e" cond="x > 1" target="p"/></state>
        <parallel id="p"><state id="q"><history id="h"><transition target="r"/></history>
        <state id="r"/></state><state id="s"><onentry><if cond="x = 2"><log expr="x"/><else/>
        <foreach array="[1]" item="y"><script>{ x: y }</script></foreach></if></onentry>
        <transition target="f"/></state></parallel>
        <final id="f"><donedata><param name="x" expr="x"/></donedata></final></scxml>
        """
      ],
      tokens: xmlTokens + [
        "<state id=\"z\">", "</state>", "<parallel>", "<history>", "target=\"a\"", "target=\"h\"",
        "<invoke>", "<send event=\"e\"/>", "initial=\"r\"", "event=\"*\"", "type=\"internal\"",
      ])
  ) { bytes in
    let (document, _) = StatechartReader.read(bytes, file: "fuzz.scxml")
    guard let document, let statechart = CompiledStatechart.compile(document).statechart else {
      return false
    }
    var machine = StatechartMachine(
      statechart, identity: SessionIdentity(sessionID: "s"), microstepLimit: 100)
    _ = machine.start(.empty, World())
    for event in ["e", "x", "done.state.p"] where !machine.isFresh && !machine.isDone {
      _ = machine.step(StatechartEvent(event), World())
    }
    return true
  }

  static let xmlTokens = [
    "<", ">", "</", "/>", "&lt;", "&amp;", "&x;", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "<![CDATA[",
    "]]>",
    "<!--", "-->", "<?xml version=\"1.0\"?>", "xmlns=\"\"", "\"", "é", "\0", "<text>", "</text>",
  ]

  private struct World: StatechartEnvironment {
    var now: DateAndTime { evaluation().now }
    func decide(_ request: DecisionRequest) -> DecisionOutcome {
      .failed(reason: "there are no tables", record: nil)
    }
    func reach(_ destination: Destination) -> Reachability { .reachable }
  }
}

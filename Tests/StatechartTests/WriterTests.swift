import Diagnostics
import Foundation
import Statechart
import TestSupport
import Testing

/// Writing a document and reading it again gives the same model.
@Suite struct WriterTests {
  private static let everything = scxml(
    """
    <datamodel><data id='x' docket:type='number' docket:label='X' docket:note='the x' expr='1'/>
      <data id='order'>{ "lines": [1, 2] }</data><data id='page'><p xmlns='urn:x'>a <b/> c</p></data>
      <data id='none'/></datamodel>
    <script>{ y: x &lt; 2 }</script>
    <state id='a' docket:label='A &amp; O'><initial><transition target='a1'><log label='l'/>
        </transition></initial>
      <history id='h' type='deep'><transition target='a1'/></history>
      <onentry><raise event='r'/><if cond='x = 1'><log expr='x'/><elseif cond='x = 2'/>
        <cancel sendid='s'/><else/><cancel sendidexpr='"s"'/></if></onentry>
      <onexit><foreach array='order.lines' item='i' index='n'>
        <assign location='x' expr='x + i'/></foreach><assign location='x'/></onexit>
      <invoke id='t' type='task' namelist='x order' autoforward='true' docket:note='work'>
        <param name='title' expr='"T"'/><param name='p' location='order'/><finalize/></invoke>
      <invoke><content><scxml version='1.0'><final/></scxml></content></invoke>
      <transition event='e.* f' cond='x &gt; 1 and "q" = "q"' target='p1 p2' type='internal'
        docket:note='why'>
        <send eventexpr='"e"' target='#_t' delay='1s' idlocation='x' namelist='x'/>
        <send event='g' type='scxml' id='s'><content>some text</content></send>
        <docket:decide table='T' location='x' binding='start'><param name='i' expr='1'/>
          </docket:decide></transition>
      <state id='a1'/></state>
    <parallel id='p'><state id='p1'/><state id='p2'/></parallel>
    <final id='f'><donedata><param name='x' location='x'/></donedata></final>
    <final><donedata><content expr='x'/></donedata></final>
    """,
    attributes: "name='all' initial='a' binding='late' docket:errors='standard' docket:label='All'")

  private func read(_ text: String) throws -> StatechartDocument {
    let (document, diagnostics) = StatechartReader.read(text: text, file: "test.scxml")
    #expect(diagnostics.map(\.text) == [])
    return try #require(document)
  }

  private func withoutPlaces(_ document: StatechartDocument) -> String {
    // Places are the only part of the model that may differ; nothing else has this form.
    "\(document)".replacing(#/Origin\(source: .*?spanEnd: -?[0-9]+\)/#, with: "")
  }

  @Test func everyElementComesBack() throws {
    let document = try read(Self.everything)
    let again = try read(StatechartWriter.scxml(document))
    #expect(withoutPlaces(again) == withoutPlaces(document))
  }

  @Test(arguments: PackageWorkflowTests.files) func packageWorkflowsComeBack(_ file: URL) throws {
    let document = try read(try String(contentsOf: file, encoding: .utf8))
    let again = try read(StatechartWriter.scxml(document))
    #expect(withoutPlaces(again) == withoutPlaces(document))
  }
}

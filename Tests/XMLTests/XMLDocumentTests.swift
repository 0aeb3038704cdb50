import Diagnostics
import Testing
import XML

@Suite struct XMLDocumentTests {
  private func parse(_ text: String) -> (root: XMLElement?, diagnostics: [Diagnostic]) {
    XMLDocument.parse(Array(text.utf8), file: "m.xml")
  }

  @Test func readsElementsAttributesAndText() throws {
    let (root, diagnostics) = parse(
      """
      <?xml version="1.0"?>
      <!-- a comment with <tags> in it -->
      <a xmlns="urn:one" xmlns:two="urn:two" id="1">
        <two:b two:kind = 'x &amp; y'
               cond="1 &lt; 2">be<![CDATA[fore <]]></two:b>
        <c/>
      </a>
      """)
    #expect(diagnostics.isEmpty)
    let element = try #require(root)
    #expect(element.namespace == "urn:one")
    #expect(element.attribute("id") == "1")
    #expect(element.elements.map(\.name) == ["b", "c"])
    let inner = try #require(element.first("b"))
    #expect(inner.namespace == "urn:two")
    #expect(inner.attribute("kind", namespace: "urn:two") == "x & y")
    #expect(inner.attribute("kind") == nil)
    #expect(inner.text == "before <")
    #expect(inner.position == XMLPosition(line: 4, column: 3))
    #expect(inner.origin(ofAttribute: "cond", in: "m.xml").place == "m.xml:5:16")
    #expect(inner.contentOrigin(in: "m.xml").place == "m.xml:5:26")
    #expect(inner.namespace(forPrefix: "two") == "urn:two")
    #expect(inner.namespace(forPrefix: "") == "urn:one")
  }

  @Test func countsLinesBeyondSixteenBits() throws {
    let (root, _) = parse("<a>" + String(repeating: "\n", count: 70_000) + "<b/></a>")
    #expect(root?.first("b")?.position?.line == 70_001)
  }

  @Test func readsUTF16() throws {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>Zürich</a>".utf16 {
      bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    #expect(XMLDocument.parse(bytes, file: "m.xml").root?.text == "Zürich")
  }

  @Test func serialisesASubtreeSoThatItStandsAlone() throws {
    let (root, _) = parse(
      "<a xmlns='urn:1' xmlns:p='urn:2'><p:b c='&quot;'><d>x &lt; y</d></p:b></a>")
    let inner = try #require(root?.first("b"))
    let text = inner.serialized()
    #expect(
      text == "<p:b xmlns=\"urn:1\" xmlns:p=\"urn:2\" c=\"&quot;\"><d>x &lt; y</d></p:b>")
    #expect(parse(text).root?.allText == "x < y")
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    var xml: String
    var code: XMLCode
    var place: String
    var testDescription: String { String(xml.prefix(40)) }
  }

  static let broken = [
    Broken(xml: "", code: .empty, place: "m.xml"),
    Broken(xml: " \n", code: .empty, place: "m.xml"),
    Broken(xml: "<a>\n<b></a>", code: .notWellFormed, place: "m.xml:2:8"),
    Broken(xml: "<a", code: .notWellFormed, place: "m.xml:1:1"),
    Broken(xml: "name,price\n1,2", code: .notWellFormed, place: "m.xml:1:1"),
    Broken(xml: "<a>&nbsp;</a>", code: .entity, place: "m.xml:1:10"),
    Broken(xml: "<a><p:b/></a>", code: .undeclaredPrefix, place: "m.xml:1:8"),
    Broken(
      xml: "<!DOCTYPE a [<!ENTITY x \"1\">]><a>&x;</a>", code: .entity, place: "m.xml"),
    Broken(
      xml: "<!DOCTYPE a [<!ENTITY x SYSTEM \"/etc/passwd\">]><a b='&x;'/>", code: .entity,
      place: "m.xml:1:57"),
    Broken(
      xml: String(repeating: "<a>", count: 5000), code: .tooDeep, place: "m.xml:1:774"),
  ]

  @Test(arguments: broken) func namesThePlaceOfAFault(_ example: Broken) {
    let (root, diagnostics) = parse(example.xml)
    #expect(root == nil)
    #expect(diagnostics.map(\.code) == [DiagnosticCode(example.code)])
    #expect(diagnostics.first?.origin.place == example.place)
  }

  @Test func anExpansionBombIsRefused() {
    var subset = "<!ENTITY a0 \"ha\">"
    for level in 1...30 { subset += "<!ENTITY a\(level) \"&a\(level - 1);&a\(level - 1);\">" }
    let (root, diagnostics) = parse("<!DOCTYPE b [\(subset)]><b c='&a30;'>&a30;</b>")
    #expect(root == nil)
    #expect(diagnostics.map(\.code) == [DiagnosticCode(XMLCode.entity)])
  }

  @Test func randomBytesNeverCrash() {
    var state: UInt64 = 42
    let alphabet = Array("<>/&;\"'= ab![]CDATA-?x:\n\u{FF}".utf8) + [0, 0xFF, 0xC0]
    for _ in 0..<2000 {
      var bytes = [UInt8]()
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      let (root, diagnostics) = XMLDocument.parse(bytes, file: "m.xml")
      #expect(root != nil || diagnostics.hasErrors)
    }
  }
}

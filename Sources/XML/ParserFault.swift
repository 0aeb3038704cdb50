import CLibXML2
import Diagnostics

/// Turns what libxml2 reports into diagnostics, the same for trees and for streams.
enum ParserFault {
  /// The diagnostic for a report of libxml2, or nil when it is only a warning.
  static func diagnostic(_ error: xmlError, file: String, limits: XMLLimits) -> Diagnostic? {
    guard unsafe error.level != XML_ERR_WARNING else { return nil }
    let message = unsafe error.message.map { unsafe String(cString: $0) } ?? ""
    let line = unsafe Int(error.line)
    let position = line > 0 ? XMLPosition(line: line, column: unsafe Int(error.int2)) : nil
    let said = String(message.prefix { $0 != "\n" })
    func fault(
      _ code: XMLCode, found: String?, expected: String?, mend: String
    ) -> Diagnostic {
      Diagnostic(
        code, at: position?.origin(in: file) ?? Origin(file: file), found: found,
        expected: expected, mend: mend)
    }
    switch unsafe xmlParserErrors(rawValue: UInt32(bitPattern: error.code)) {
    case XML_NS_ERR_UNDEFINED_NAMESPACE:
      return fault(
        .undeclaredPrefix, found: said,
        expected: "a declaration xmlns:PREFIX=\"…\" on this element or around it",
        mend: "declare the prefix, or mend its spelling")
    case XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING,
      XML_ERR_INVALID_CHAR:
      return fault(
        .encoding, found: said, expected: "the encoding named in the first line",
        mend: "save the file as UTF-8")
    case _ where said.hasPrefix("Excessive depth"):
      return fault(
        .tooDeep, found: nil, expected: "at most \(limits.depth) levels",
        mend: "make the document flatter")
    case _ where said.contains("ntity"):
      return fault(
        .entity, found: said, expected: "text, or one of &amp; &lt; &gt; &quot; &apos;",
        mend: "write & as &amp;")
    case XML_ERR_TAG_NAME_MISMATCH:
      return fault(
        .notWellFormed, found: said, expected: "each element closed by its own end tag",
        mend: "add or mend the end tag")
    default:
      return fault(
        .notWellFormed, found: said, expected: nil,
        mend: "mend the text at this place, or save it again from the program that made it")
    }
  }

  /// The diagnostic for a document type that declares entities, which could be bombs; nil when it
  /// declares none and so is harmless.
  static func entityDeclarations(_ reader: xmlTextReaderPtr, file: String) -> Diagnostic? {
    guard let document = unsafe xmlTextReaderCurrentDoc(reader),
      let subset = unsafe document.pointee.intSubset,
      unsafe subset.pointee.entities != nil || subset.pointee.pentities != nil
    else { return nil }
    return Diagnostic(
      XMLCode.entity, at: Origin(file: file), found: "a document type that declares entities",
      expected: "a document without entities of its own",
      mend: "take the <!ENTITY …> declarations out and write the text itself")
  }
}

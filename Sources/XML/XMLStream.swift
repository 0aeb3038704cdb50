import CLibXML2
public import Diagnostics

/// Reads a document piece by piece, for files too large to keep as a tree.
///
/// `next()` goes from start tag to text to end tag; the properties tell of the piece it stopped at.
/// The same files are refused as by `XMLDocument`.
@safe public final class XMLStream {
  /// A piece of a document.
  public enum Event: Sendable, Hashable {
    /// A start tag; an empty element gives a start and an end.
    case start
    /// An end tag.
    case end
    /// Text; neighbouring pieces may come one by one.
    case text
  }

  /// The local name of the start or end tag.
  public private(set) var name = ""
  /// The text of a text event.
  public private(set) var text = ""
  /// How many elements are open, the one of the present start or end tag included.
  public private(set) var depth = 0
  /// What was wrong; nothing follows an error.
  public private(set) var diagnostics = [Diagnostic]()
  /// Whether reading is over; asked at every event, when there is mostly nothing to look through.
  private var isFaulty: Bool { !diagnostics.isEmpty && diagnostics.hasErrors }

  private let bytes: [UInt8]
  private var offset = 0
  private let file: String
  private let limits: XMLLimits
  private var reader: xmlTextReaderPtr?
  private var count = 0
  private var endIsDue = false
  private var leavesElement = false
  private var attributes = [(name: String, namespace: String?, value: String)]()
  private var attributesAreRead = false

  /// Makes a reader that stands before the document's first piece.
  public init(_ bytes: [UInt8], file: String, limits: XMLLimits = .standard) {
    self.file = file
    self.limits = limits
    guard bytes.count <= limits.bytes else {
      self.bytes = []
      diagnostics = [
        Diagnostic(
          XMLCode.tooLarge, at: Origin(file: file), found: "\(bytes.count) bytes",
          expected: "at most \(limits.bytes) bytes", mend: "divide the file into several")
      ]
      return
    }
    let (text, isUTF8) = XMLEncoding.utf8(bytes)
    self.bytes = text
    let options = Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_COMPACT.rawValue)
    // libxml2 asks for the bytes piece by piece, so that no pointer into the array outlives a call.
    unsafe reader = xmlReaderForIO(
      { context, buffer, length in
        guard let context = unsafe context, let buffer = unsafe buffer else { return -1 }
        let stream = unsafe Unmanaged<XMLStream>.fromOpaque(context).takeUnretainedValue()
        return unsafe stream.copyBytes(
          into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
      }, nil, Unmanaged.passUnretained(self).toOpaque(), nil, isUTF8 ? "UTF-8" : nil, options)
    unsafe xmlTextReaderSetStructuredErrorHandler(
      reader,
      { context, error in
        guard let context = unsafe context, let error = unsafe error else { return }
        let stream = unsafe Unmanaged<XMLStream>.fromOpaque(context).takeUnretainedValue()
        unsafe stream.parserReported(error.pointee)
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    if let reader = unsafe reader { unsafe xmlFreeTextReader(reader) }
  }

  /// Goes on to the next piece; nil at the end of the document and after an error.
  public func next() -> Event? {
    if leavesElement {
      depth -= 1
      leavesElement = false
    }
    if endIsDue {
      endIsDue = false
      leavesElement = true
      return .end
    }
    guard let reader = unsafe reader else { return nil }
    while !isFaulty {
      let status = unsafe xmlTextReaderRead(reader)
      guard status == 1, !isFaulty else {
        if status < 0, !isFaulty {
          report(
            .notWellFormed, found: nil, expected: nil,
            mend: "save the file again from the program that made it")
        }
        return nil
      }
      switch unsafe UInt32(bitPattern: xmlTextReaderNodeType(reader)) {
      case XML_READER_TYPE_ELEMENT.rawValue:
        return unsafe startElement(reader) ? .start : nil
      case XML_READER_TYPE_END_ELEMENT.rawValue:
        name = unsafe string(xmlTextReaderConstLocalName(reader)) ?? ""
        leavesElement = true
        return .end
      case XML_READER_TYPE_TEXT.rawValue, XML_READER_TYPE_CDATA.rawValue,
        XML_READER_TYPE_WHITESPACE.rawValue, XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue:
        text = unsafe string(xmlTextReaderConstValue(reader)) ?? ""
        return .text
      case XML_READER_TYPE_DOCUMENT_TYPE.rawValue:
        if let fault = unsafe ParserFault.entityDeclarations(reader, file: file) {
          diagnostics.append(fault)
        }
      case XML_READER_TYPE_ENTITY_REFERENCE.rawValue:
        report(
          .entity, found: "&\(unsafe string(xmlTextReaderConstName(reader)) ?? "");",
          expected: "text, or one of &amp; &lt; &gt; &quot; &apos;",
          mend: "write what the entity stands for")
      default:
        break
      }
    }
    return nil
  }

  /// The value of an attribute of the present start tag, by its local name; one without a prefix comes
  /// first, because some names occur with and without (`id` and `r:id`).
  ///
  /// - Parameters:
  ///   - name: The local name.
  ///   - prefixed: Whether only an attribute with a prefix is meant.
  /// - Returns: The value, or nil when there is none.
  public func attribute(_ name: String, prefixed: Bool = false) -> String? {
    if !attributesAreRead { readAttributes() }
    var withPrefix: String?
    for attribute in attributes where attribute.name == name {
      if attribute.namespace == nil {
        if !prefixed { return attribute.value }
      } else if withPrefix == nil {
        withPrefix = attribute.value
      }
    }
    return withPrefix
  }

  /// The value of an attribute of the present start tag in a namespace, or nil when there is none.
  public func attribute(_ name: String, namespace: String) -> String? {
    if !attributesAreRead { readAttributes() }
    return attributes.first { $0.name == name && $0.namespace == namespace }?.value
  }

  /// Goes on behind the end of the element whose start tag was just read.
  public func skipElement() {
    let level = depth
    while let event = next() {
      if event == .end, depth == level { return }
    }
  }

  /// Reads the element whose start tag was just read to its end.
  ///
  /// - Parameter skipping: The names of elements whose text does not count.
  /// - Returns: All its text, that of inner elements included.
  public func elementText(skipping: Set<String> = []) -> String {
    let level = depth
    var whole = ""
    while let event = next() {
      switch event {
      case .text: whole += text
      case .start: if !skipping.isEmpty, skipping.contains(name) { skipElement() }
      case .end: if depth == level { return whole }
      }
    }
    return whole
  }

  private func startElement(_ reader: xmlTextReaderPtr) -> Bool {
    count += 1
    depth += 1
    attributesAreRead = false
    guard depth <= limits.depth else {
      report(
        .tooDeep, found: nil, expected: "at most \(limits.depth) levels",
        mend: "make the document flatter")
      return false
    }
    guard count <= limits.elements else {
      report(
        .tooManyElements, found: nil, expected: "at most \(limits.elements) elements",
        mend: "divide the file into several")
      return false
    }
    name = unsafe string(xmlTextReaderConstLocalName(reader)) ?? ""
    endIsDue = unsafe xmlTextReaderIsEmptyElement(reader) == 1
    return true
  }

  /// Attributes are read when first asked for: most elements of a sheet are never asked.
  private func readAttributes() {
    attributesAreRead = true
    attributes.removeAll(keepingCapacity: true)
    guard let reader = unsafe reader else { return }
    while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1 {
      guard unsafe xmlTextReaderIsNamespaceDecl(reader) != 1 else { continue }
      attributes.append(
        (
          unsafe string(xmlTextReaderConstLocalName(reader)) ?? "",
          unsafe string(xmlTextReaderConstNamespaceUri(reader)),
          unsafe string(xmlTextReaderConstValue(reader)) ?? ""
        ))
    }
    _ = unsafe xmlTextReaderMoveToElement(reader)
  }

  private func copyBytes(into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
    let length = min(buffer.count, bytes.count - offset)
    guard length > 0 else { return 0 }
    unsafe buffer.copyBytes(from: bytes[offset..<offset + length])
    offset += length
    return Int32(length)
  }

  private func report(_ code: XMLCode, found: String?, expected: String?, mend: String) {
    let line = unsafe reader.map { unsafe Int(xmlTextReaderGetParserLineNumber($0)) } ?? 0
    diagnostics.append(
      Diagnostic(
        code, at: XMLPosition(line: line, column: 0).origin(in: file), found: found,
        expected: expected, mend: mend))
  }

  private func parserReported(_ error: xmlError) {
    guard !isFaulty,
      let diagnostic = unsafe ParserFault.diagnostic(error, file: file, limits: limits)
    else { return }
    diagnostics.append(diagnostic)
  }

  private func string(_ text: UnsafePointer<xmlChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
  }
}

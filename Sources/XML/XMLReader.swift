import CLibXML2
import Diagnostics

/// Walks one document with libxml2's reader; the only file that calls it.
@safe final class XMLReader {
  private let bytes: [UInt8]
  private let declaredEncoding: String?
  private let file: String
  private let limits: XMLLimits
  private var scanner: PositionScanner
  private var diagnostics = [Diagnostic]()
  private var open = [XMLElement]()
  private var root: XMLElement?
  private var count = 0
  private var names: [UInt: String] = [:]

  /// `isUTF8` says that the bytes are UTF-8 now, whatever the document declares.
  init(_ bytes: [UInt8], isUTF8: Bool, file: String, limits: XMLLimits) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    declaredEncoding = isUTF8 ? "UTF-8" : nil
    scanner = PositionScanner(bytes)
  }

  func read(
    taking takes: (XMLElement, XMLElement) -> Bool
  ) -> (root: XMLElement?, diagnostics: [Diagnostic]) {
    let bytes = self.bytes
    unsafe bytes.withUnsafeBytes { buffer in
      // NONET: nothing is fetched. Neither NOENT nor DTDLOAD: entities stay what they are.
      let options = Int32(XML_PARSE_NONET.rawValue) | Int32(XML_PARSE_COMPACT.rawValue)
      guard
        let reader = unsafe xmlReaderForMemory(
          buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: buffer.count),
          nil, declaredEncoding, options)
      else {
        report(.notWellFormed, at: nil, mend: nil)
        return
      }
      defer { unsafe xmlFreeTextReader(reader) }
      unsafe xmlTextReaderSetStructuredErrorHandler(
        reader,
        { context, error in
          guard let context = unsafe context, let error = unsafe error else { return }
          let reader = unsafe Unmanaged<XMLReader>.fromOpaque(context).takeUnretainedValue()
          unsafe reader.parserReported(error.pointee)
        }, Unmanaged.passUnretained(self).toOpaque())
      unsafe walk(reader, takes)
    }
    return (diagnostics.hasErrors ? nil : root, diagnostics)
  }

  private func walk(_ reader: xmlTextReaderPtr, _ takes: (XMLElement, XMLElement) -> Bool) {
    while true {
      let status = unsafe xmlTextReaderRead(reader)
      guard status == 1 else {
        if status < 0, !diagnostics.hasErrors {
          report(.notWellFormed, at: nil, mend: nil)
        }
        return
      }
      switch unsafe UInt32(bitPattern: xmlTextReaderNodeType(reader)) {
      case XML_READER_TYPE_ELEMENT.rawValue:
        guard unsafe openElement(reader, takes) else { return }
      case XML_READER_TYPE_END_ELEMENT.rawValue:
        closeElement(takes)
      case XML_READER_TYPE_TEXT.rawValue, XML_READER_TYPE_CDATA.rawValue,
        XML_READER_TYPE_WHITESPACE.rawValue, XML_READER_TYPE_SIGNIFICANT_WHITESPACE.rawValue:
        append(unsafe string(xmlTextReaderConstValue(reader)) ?? "")
      case XML_READER_TYPE_DOCUMENT_TYPE.rawValue:
        guard unsafe hasNoEntities(reader) else { return }
      case XML_READER_TYPE_ENTITY_REFERENCE.rawValue:
        let name = unsafe string(xmlTextReaderConstName(reader)) ?? ""
        report(
          .entity, at: open.last?.position, found: "&\(name);",
          expected: "text, or one of &amp; &lt; &gt; &quot; &apos;",
          mend: "write what the entity stands for")
        return
      default:
        break
      }
    }
  }

  private func openElement(
    _ reader: xmlTextReaderPtr, _ takes: (XMLElement, XMLElement) -> Bool
  ) -> Bool {
    count += 1
    let tag = scanner.nextTag()
    guard open.count < limits.depth else {
      report(
        .tooDeep, at: tag?.position, expected: "at most \(limits.depth) levels",
        mend: "make the document flatter")
      return false
    }
    guard count <= limits.elements else {
      report(
        .tooManyElements, at: tag?.position, expected: "at most \(limits.elements) elements",
        mend: "divide the file into several")
      return false
    }
    var element = XMLElement(
      unsafe sharedName(xmlTextReaderConstLocalName(reader)) ?? "",
      prefix: unsafe sharedName(xmlTextReaderConstPrefix(reader)),
      namespace: unsafe sharedName(xmlTextReaderConstNamespaceUri(reader)))
    element.position = tag?.position
    element.contentPosition = tag?.content
    let isEmpty = unsafe xmlTextReaderIsEmptyElement(reader) == 1
    unsafe readAttributes(reader, into: &element, tag)
    element.namespacesInScope = open.last?.namespacesInScope ?? []
    if !element.declarations.isEmpty {
      for declaration in element.declarations {
        element.namespacesInScope.removeAll { $0.prefix == declaration.prefix }
      }
      element.namespacesInScope += element.declarations
    }
    open.append(element)
    if isEmpty { closeElement(takes) }
    return true
  }

  private func readAttributes(
    _ reader: xmlTextReaderPtr, into element: inout XMLElement, _ tag: PositionScanner.Tag?
  ) {
    while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1 {
      let value = unsafe string(xmlTextReaderConstValue(reader)) ?? ""
      let name = unsafe sharedName(xmlTextReaderConstLocalName(reader)) ?? ""
      let prefix = unsafe sharedName(xmlTextReaderConstPrefix(reader))
      if unsafe xmlTextReaderIsNamespaceDecl(reader) == 1 {
        element.declarations.append(
          XMLNamespace(prefix: prefix == nil ? "" : name, uri: value))
        continue
      }
      let written = prefix.map { "\($0):\(name)" } ?? name
      element.attributes.append(
        XMLAttribute(
          name, value, prefix: prefix,
          namespace: unsafe sharedName(xmlTextReaderConstNamespaceUri(reader)),
          position: tag?.value(of: written)))
    }
    _ = unsafe xmlTextReaderMoveToElement(reader)
  }

  private func closeElement(_ takes: (XMLElement, XMLElement) -> Bool) {
    guard let element = open.popLast() else { return }
    if open.isEmpty {
      root = element
    } else if !takes(element, open[open.count - 1]) {
      open[open.count - 1].children.append(.element(element))
    }
  }

  private func append(_ text: String) {
    guard !open.isEmpty, !text.isEmpty else { return }
    let last = open.count - 1
    if case .text(let before)? = open[last].children.last {
      open[last].children[open[last].children.count - 1] = .text(before + text)
    } else {
      open[last].children.append(.text(text))
    }
  }

  private func hasNoEntities(_ reader: xmlTextReaderPtr) -> Bool {
    guard let diagnostic = unsafe ParserFault.entityDeclarations(reader, file: file) else {
      return true
    }
    diagnostics.append(diagnostic)
    return false
  }

  /// A name; libxml2 keeps equal names at one place as long as the reader lives.
  private func sharedName(_ text: UnsafePointer<xmlChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    let place = UInt(bitPattern: text)
    if let known = names[place] { return known }
    let name = unsafe String(cString: text)
    names[place] = name
    return name
  }

  private func string(_ text: UnsafePointer<xmlChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
  }
}

// MARK: - Messages

extension XMLReader {
  private func report(
    _ code: XMLCode, at position: XMLPosition?, _ headline: String? = nil, found: String? = nil,
    expected: String? = nil, mend: String?
  ) {
    diagnostics.append(
      Diagnostic(
        code, at: position?.origin(in: file) ?? Origin(file: file), headline, found: found,
        expected: expected, mend: mend))
  }

  /// Keeps the first report of libxml2: what follows a fatal one is only its echo.
  private func parserReported(_ error: xmlError) {
    guard !diagnostics.hasErrors,
      let diagnostic = unsafe ParserFault.diagnostic(error, file: file, limits: limits)
    else { return }
    diagnostics.append(diagnostic)
  }
}

import Diagnostics
import XML

/// The parts of an Office Open XML package and the relationships between them.
///
/// Spec: ISO/IEC 29500-2 § 9.
struct XLSXPackage {
  /// A relationship of a part to another.
  struct Relationship {
    var id: String
    /// The last word of the type's URI, which the strict and the transitional form share.
    var type: Substring
    /// The other part's name in the archive.
    var target: String
  }

  let archive: ZipArchive
  let file: String

  /// A part's bytes as a stream of XML; nil when there is no such part.
  func stream(_ part: String) throws(GridFault) -> XMLStream? {
    guard let bytes = try archive.read(part) else { return nil }
    return XMLStream(bytes, file: file, limits: Self.limits)
  }

  /// Sheets hold four elements a cell and more than a table's cells, so that the archive's own limits count.
  private static let limits = XMLLimits(
    bytes: ArchiveLimits.standard.entryBytes, depth: 100, elements: 100_000_000)

  /// Throws the stream's fault as one of the workbook, if there is one.
  func check(_ stream: XMLStream, _ part: String) throws(GridFault) {
    if let fault = stream.diagnostics.first(where: { $0.severity == .error }) {
      throw GridFault.damagedPart(file, part, fault)
    }
  }

  /// The relationships of a part; the empty name stands for the package as a whole.
  func relationships(of part: String) throws(GridFault) -> [Relationship] {
    let (folder, name) = Self.split(part)
    let source = "\(folder)_rels/\(name).rels"
    guard let stream = try stream(source) else { return [] }
    var found = [Relationship]()
    while let event = stream.next() {
      guard event == .start, stream.name == "Relationship",
        stream.attribute("TargetMode") != "External",
        let target = stream.attribute("Target"), let type = stream.attribute("Type")
      else { continue }
      found.append(
        Relationship(
          id: stream.attribute("Id") ?? "", type: type.split(separator: "/").last ?? "",
          target: Self.resolve(target, from: folder)))
    }
    try check(stream, source)
    return found
  }

  private static func split(_ part: String) -> (folder: String, name: String) {
    guard let slash = part.lastIndex(of: "/") else { return ("", part) }
    return (String(part[...slash]), String(part[part.index(after: slash)...]))
  }

  /// `worksheets/sheet1.xml` seen from `xl/`; also `/xl/worksheets/sheet1.xml` and `../x.xml`.
  private static func resolve(_ target: String, from folder: String) -> String {
    var path = [Substring]()
    let whole = target.hasPrefix("/") ? target : folder + target
    for step in whole.split(separator: "/") where step != "." {
      if step == ".." { _ = path.popLast() } else { path.append(step) }
    }
    return path.joined(separator: "/")
  }
}

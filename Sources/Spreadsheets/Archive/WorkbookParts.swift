/// The parts of a zipped workbook, taken out and put together again: to try the readers with workbooks
/// that are broken inside.
package enum WorkbookParts {
  /// A part.
  package struct Part: Sendable {
    /// Its name in the archive, such as `xl/workbook.xml`.
    package var name: String
    /// Its content, unpacked.
    package var bytes: [UInt8]
  }

  /// The parts of an archive; empty if it is none.
  package static func parts(of bytes: [UInt8]) -> [Part] {
    guard let archive = try? ZipArchive(bytes, file: "", limits: .standard) else { return [] }
    return archive.names.compactMap { name in
      guard let content = try? archive.read(name) else { return nil }
      return Part(name: name, bytes: content)
    }
  }

  /// An archive of parts; empty if they cannot be packed.
  package static func archive(_ parts: [Part]) -> [UInt8] {
    let entries = parts.map { ZipWriter.Entry(name: $0.name, bytes: $0.bytes) }
    return (try? ZipWriter.write(entries)) ?? []
  }
}

public import Diagnostics

/// A file of tables with its bytes.
public struct TableFile: Sendable, Hashable {
  /// The path, as the user gave it.
  public var path: String
  /// The bytes.
  public var bytes: [UInt8]

  /// Makes a file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// The path without detours, so that `./a.csv` and `a.csv` are one file.
  var standardPath: String { Disk.standardized(path) }

  /// Whether the file holds DMN XML: `.xml` stands for that and for XML Spreadsheet 2003.
  public var isDMN: Bool {
    switch fileExtension {
    case "dmn": return true
    case "xml":
      let head = String(decoding: bytes.prefix(4096), as: UTF8.self)
      return !head.contains("urn:schemas-microsoft-com:office:spreadsheet")
    default: return false
    }
  }

  /// Whether the file holds a table of OpenText Decision Service.
  var isOTDT: Bool { fileExtension == "otdt" }

  /// The extension in lower case, without the point.
  var fileExtension: String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard let point = last.lastIndex(of: ".") else { return "" }
    return last[last.index(after: point)...].lowercased()
  }
}

/// Finds and reads the files of tables in files and folders.
public enum TableFiles {
  /// The extensions that hold tables.
  public static let extensions: Set<String> = [
    "csv", "tsv", "xlsx", "xlsm", "ods", "fods", "xml", "dmn", "otdt",
  ]

  /// Reads the files that paths name; folders are searched, other kinds of files in them passed over.
  ///
  /// - Parameter paths: Files and folders.
  /// - Returns: The files in the order of their paths, and what could not be read.
  public static func read(_ paths: [String]) -> (files: [TableFile], diagnostics: [Diagnostic]) {
    var files = [TableFile]()
    var diagnostics = [Diagnostic]()
    var seen = Set<String>()
    for path in paths {
      guard let kind = Disk.kind(of: path) else {
        diagnostics.append(
          unreadable(path, "there is no such file or folder", mend: "mend the path"))
        continue
      }
      let found = kind == .folder ? content(of: path) : [path]
      for file in found where seen.insert(file).inserted {
        guard let bytes = Disk.bytes(of: file) else {
          diagnostics.append(
            unreadable(file, "the file cannot be read", mend: "give yourself the right to read it"))
          continue
        }
        let read = TableFile(path: file, bytes: bytes)
        if kind == .file, !extensions.contains(read.fileExtension) {
          diagnostics.append(
            unreadable(
              file, "files of this kind are not read", mend: "save the sheet as CSV UTF-8"))
          continue
        }
        files.append(read)
      }
    }
    return (files, diagnostics)
  }

  /// Whether a file is one that programs leave behind while somebody works: `~$x.xlsx`,
  /// `.~lock.x#`, `*.tmp` and files whose name begins with a point.
  public static func isPassedOver(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("~$") || name.lowercased().hasSuffix(".tmp")
  }

  private static func content(of folder: String) -> [String] {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    return Disk.content(of: folder).filter { name in
      let parts = name.split(separator: "/").map(String.init)
      guard let last = parts.last, !parts.contains(where: isPassedOver) else { return false }
      return extensions.contains(TableFile(path: last, bytes: []).fileExtension)
    }.sorted().map { base + $0 }
  }

  private static func unreadable(_ path: String, _ headline: String, mend: String) -> Diagnostic {
    Diagnostic(
      SheetCode.unreadable, at: Origin(file: path), headline,
      expected: "a table such as .csv, .xlsx, .ods or .dmn, or a folder of them", mend: mend)
  }
}

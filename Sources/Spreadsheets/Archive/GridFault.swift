import Diagnostics

/// A fault of a file that ends the reading of a part of it; what reads the file makes it a diagnostic
/// among the others.
struct GridFault: Error {
  var diagnostic: Diagnostic

  static let saveAgain = "open the file in the program that made it and save it again"
  static let removePassword =
    "open the file in the program that made it, remove the password and save it again"

  init(
    _ code: GridCode, at origin: Origin, found: String?, expected: String, mend: String
  ) {
    diagnostic = Diagnostic(code, at: origin, found: found, expected: expected, mend: mend)
  }

  /// The archive or a part of it cannot be read.
  static func damaged(_ file: String, _ found: String) -> GridFault {
    GridFault(
      .damaged, at: Origin(file: file), found: found, expected: "a whole workbook",
      mend: saveAgain)
  }

  /// A part is not sound XML; people cannot mend it there, so that it is one fault of the workbook.
  static func damagedPart(_ file: String, _ part: String, _ fault: Diagnostic) -> GridFault {
    let place = fault.origin.place == fault.origin.file ? part : "\(part)\(fault.placeInFile)"
    return damaged(file, "\(place): \(fault.found ?? fault.headline)")
  }
}

extension Diagnostic {
  fileprivate var placeInFile: String {
    if case .line(let line, _) = origin.anchor { ", line \(line)" } else { "" }
  }
}

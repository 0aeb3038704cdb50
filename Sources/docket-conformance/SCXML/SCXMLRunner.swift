import Foundation
import JSON

/// How a session ended.
struct SessionEnd: Equatable {
  /// As a sentence without its subject, such as `ends in pass`.
  var text: String
  /// The variables; null where there are none.
  var data: JSONValue = .null
}

/// A way to run a document to its end.
protocol SCXMLRunner: Sendable {
  /// Says how the document's session ended.
  func run(_ document: URL) -> SessionEnd
  /// What is worth telling about all runs.
  var remark: String? { get }
}

/// Runs sessions in memory.
struct PlainRunner: SCXMLRunner {
  func run(_ document: URL) -> SessionEnd {
    var world = SCXMLWorld()
    return world.run(document)
  }

  var remark: String? { nil }
}

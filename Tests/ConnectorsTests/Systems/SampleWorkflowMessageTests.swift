import Connectors
import Foundation
import JSON
import TestSupport
import Testing

/// Every message that the sample workflows send is understood by the connector that it would be configured with.
@Suite struct SampleWorkflowMessageTests {
  private struct Sent: Hashable {
    var message: String
    var connector: String
    var fields: [String]
  }

  private static let kinds: [(connector: String, section: String)] = [
    ("crm", OperationCase.salesforce), ("marketing", OperationCase.salesforce),
    ("marketing", OperationCase.hubspot), ("case system", OperationCase.zendesk),
    ("servicenow", OperationCase.servicenow), ("slack", OperationCase.slack),
    ("spotify", OperationCase.spotify), ("spotify ads", OperationCase.ads),
  ]

  @Test func areUnderstood() throws {
    let sent = try Self.messages()
    #expect(sent.count > 30)
    var count = 0
    for (name, section) in Self.kinds {
      let operations = try #require(try Configured.connector(section, nil).operations)
      for message in sent where message.connector == name {
        count += 1
        guard let operation = operations.first(where: { $0.name == message.message }) else {
          Issue.record("\(name) does not know \(message.message)")
          continue
        }
        let faults = operation.faults(inFields: message.fields)
        #expect(faults.isEmpty, "\(message): \(faults)")
      }
    }
    #expect(count > 30)
  }

  /// Whatever the workflows tell a customer system, both take.
  @Test func areUnderstoodByTheOtherCustomerSystem() throws {
    let operations = try #require(try Configured.connector(OperationCase.hubspot, nil).operations)
    for message in try Self.messages()
    where ["crm", "marketing"].contains(message.connector) {
      let operation = operations.first { $0.name == message.message }
      #expect(operation?.faults(inFields: message.fields) == [], "\(message)")
    }
    let salesforce = try #require(
      try Configured.connector(OperationCase.salesforce, nil).operations)
    #expect(Set(salesforce) == Set(operations), "both take the same fields")
  }

  /// `send MESSAGE to CONNECTOR with { … }` in the sheets of the sample workflows.
  private static func messages() throws -> Set<Sent> {
    let pattern = /send ([\w.-]+) to ("[^"]+"|\w+) with \{/
    var sent: Set<Sent> = []
    let folder = Corpus.package.appendingPathComponent("workflows")
    for file in Corpus.files(in: folder, extensions: ["csv"]) {
      // A quote within a cell is written twice.
      let text = try String(contentsOf: file, encoding: .utf8).replacing("\"\"", with: "\"")
      for match in text.matches(of: pattern) {
        sent.insert(
          Sent(
            message: String(match.1), connector: match.2.filter { $0 != "\"" },
            fields: names(text[match.range.upperBound...])))
      }
    }
    return sent
  }

  /// The names of a FEEL context's own members.
  private static func names(_ text: Substring) -> [String] {
    var names: [String] = []
    var depth = 0
    var isText = false
    var word = ""
    for character in text {
      switch character {
      case "\"": isText.toggle()
      case _ where isText: break
      case "{", "(", "[": depth += 1
      case "}" where depth == 0: return names
      case "}", ")", "]": depth -= 1
      case ":" where depth == 0:
        names.append(word.trimmingCharacters(in: .whitespaces))
        word = ""
      case "," where depth == 0: word = ""
      default: if depth == 0 { word.append(character) }
      }
    }
    return names
  }
}

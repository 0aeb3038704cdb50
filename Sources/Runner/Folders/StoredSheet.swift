import JSON
import WorkflowSheets

/// A workflow sheet as it is stored: with the names and types of the decisions it was read with, for
/// these declare its variables.
///
/// The first line is JSON, the rest the file as it was.
struct StoredSheet {
  var interfaces: [DecisionInterface]
  var file: [UInt8]

  init(interfaces: [DecisionInterface], file: [UInt8]) {
    self.interfaces = interfaces
    self.file = file
  }

  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
      let head = try? JSONValue.parse(Array(bytes[..<end])), case .array(let items) = head
    else { return nil }
    var interfaces: [DecisionInterface] = []
    for item in items {
      guard let interface = Self.interface(item) else { return nil }
      interfaces.append(interface)
    }
    self.init(interfaces: interfaces, file: Array(bytes[bytes.index(after: end)...]))
  }

  var bytes: [UInt8] {
    let head = JSONValue.array(
      interfaces.sorted { $0.name < $1.name }.map(Self.json))
    return Array(head.text.utf8) + [UInt8(ascii: "\n")] + file
  }

  /// What the rules may yield is left out: it only matters to the checks of a new file, and would
  /// make a new version of the workflow with every change of a rule.
  private static func json(_ interface: DecisionInterface) -> JSONValue {
    [
      "name": .string(interface.name),
      "label": interface.label.map(JSONValue.string) ?? .null,
      "inputs": .array(interface.inputs.map(json)),
      "outputs": .array(interface.outputs.map(json)),
      "list": .boolean(interface.givesList),
    ]
  }

  private static func json(_ variable: DecisionInterface.Variable) -> JSONValue {
    ["name": .string(variable.name), "type": variable.type.map(JSONValue.string) ?? .null]
  }

  private static func interface(_ json: JSONValue) -> DecisionInterface? {
    guard let name = json["name"]?.stringValue, let inputs = json["inputs"]?.arrayValue,
      let outputs = json["outputs"]?.arrayValue
    else { return nil }
    return DecisionInterface(
      name: name, label: json["label"]?.stringValue, inputs: inputs.compactMap(variable),
      outputs: outputs.compactMap(variable), givesList: json["list"]?.booleanValue ?? false)
  }

  private static func variable(_ json: JSONValue) -> DecisionInterface.Variable? {
    json["name"]?.stringValue.map { .init($0, type: json["type"]?.stringValue) }
  }
}

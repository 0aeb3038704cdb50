import FEEL
public import JSON

extension StatechartEvent {
  /// The event as JSON, for an inbox.
  public var json: JSONValue {
    var members = [
      JSONMember("name", .string(name)), JSONMember("type", .string(type.rawValue)),
    ]
    func add(_ key: String, _ text: String?) {
      if let text { members.append(JSONMember(key, .string(text))) }
    }
    add("sendid", sendID)
    add("origin", origin)
    add("origintype", originType)
    add("invokeid", invokeID)
    if !data.isNull { members.append(JSONMember("data", StoredValue.json(data))) }
    add("raw", raw)
    return .object(members)
  }

  /// The event of such JSON; nil if it is not of that form.
  public init?(json: JSONValue) {
    guard case .object(let members) = json else { return nil }
    func text(_ key: String) -> String? {
      guard case .string(let text)? = members.first(where: { $0.name == key })?.value else {
        return nil
      }
      return text
    }
    guard let name = text("name"), let type = text("type").flatMap(Kind.init) else { return nil }
    var data = Value.null
    if let stored = members.first(where: { $0.name == "data" })?.value {
      guard let value = StoredValue.value(stored) else { return nil }
      data = value
    }
    self.init(
      name, type: type, sendID: text("sendid"), origin: text("origin"),
      originType: text("origintype"), invokeID: text("invokeid"), data: data, raw: text("raw"))
  }
}

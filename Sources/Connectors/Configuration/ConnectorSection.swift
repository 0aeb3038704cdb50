import Diagnostics
package import HTTP
package import JSON

/// One member of `connectors`, as its kind reads it: every fault is reported with its line and column.
package struct ConnectorSection {
  var reader: ConfigurationReader
  /// The section.
  package let json: JSONValue
  /// The connector's name.
  package let name: String

  private var place: String { "the connector \"\(name)\"" }
  private var path: [String] { ["connectors", name] }

  init(_ reader: ConfigurationReader, _ json: JSONValue, name: String) {
    self.reader = reader
    self.json = json
    self.name = name
  }

  // MARK: Texts

  /// A text that must be there; `env:NAME` and `file:PATH` are followed.
  package mutating func text(_ member: String) -> String? {
    reader.text(json[member], member, of: place, at: path + [member])
  }

  /// A text that may be left out.
  package mutating func optionalText(_ member: String) -> String? {
    json[member] == nil ? nil : text(member)
  }

  /// A text within an object of the section.
  package mutating func text(
    _ value: JSONValue, in member: String, named name: String
  ) -> String? {
    reader.text(value, name, of: place, at: path + [member, name])
  }

  /// A secret that must be there: only `env:NAME` or `file:PATH`, never in the file itself.
  package mutating func secret(_ member: String) -> String? {
    secret(json[member], member, at: path + [member])
  }

  /// A secret that may be left out.
  package mutating func optionalSecret(_ member: String) -> String? {
    json[member] == nil ? nil : secret(member)
  }

  private mutating func secret(
    _ value: JSONValue?, _ member: String, at path: [String]
  ) -> String? {
    if let text = value?.stringValue, !text.isEmpty, !text.hasPrefix("env:"),
      !text.hasPrefix("file:")
    {
      reader.report(
        .plainSecret, path, "\"\(member)\" of \(place) stands in the file itself",
        expected: "env:NAME or file:PATH",
        mend: "put the secret into the environment, and write \"env:NAME\" here")
      return nil
    }
    return reader.text(value, member, of: place, at: path)
  }

  /// A secret within an object of the section.
  package mutating func secret(
    _ value: JSONValue, in member: String, named name: String
  ) -> String? {
    secret(value, name, at: path + [member, name])
  }

  /// The path that a member names with `file:PATH`, for secrets that are written anew; nil for another.
  package func secretFile(_ member: String) -> String? {
    guard let text = json[member]?.stringValue, text.hasPrefix("file:") else { return nil }
    return reader.resolved(String(text.dropFirst(5)))
  }

  /// A path, relative to the folder of the configuration.
  package mutating func path(_ member: String) -> String? {
    text(member).map { reader.resolved($0) }
  }

  /// A list of texts; empty when it is left out.
  package mutating func texts(_ member: String) -> [String]? {
    guard let value = json[member] else { return [] }
    guard let items = value.arrayValue else {
      report(member, "\"\(member)\" of \(place) is no list", expected: "a list of texts")
      return nil
    }
    var texts: [String] = []
    for item in items {
      guard let text = reader.text(item, member, of: place, at: path + [member]) else {
        return nil
      }
      texts.append(text)
    }
    return texts
  }

  /// The members of an object, each a text; empty when it is left out.
  package mutating func members(_ member: String) -> [(name: String, value: String)] {
    var members: [(name: String, value: String)] = []
    for item in json[member]?.objectValue ?? [] {
      let value = reader.text(item.value, item.name, of: place, at: path + [member, item.name])
      if let value { members.append((item.name, value)) }
    }
    return members
  }

  // MARK: Other values

  /// An http or https address without the slash at its end; the standard one when it is left out.
  ///
  /// - Parameters:
  ///   - member: The member.
  ///   - standard: What holds when it is left out; nil for a member that must be there.
  /// - Returns: The address; nil when a fault of it was reported.
  package mutating func address(_ member: String, or standard: String? = nil) -> String? {
    if json[member] == nil, let standard { return standard }
    guard var url = text(member) else { return nil }
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
      report(member, "the \(member) of \(place) is no http or https address")
      return nil
    }
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }

  /// One of some texts; the standard one when it is left out.
  package mutating func choice(_ member: String, of known: [String], or standard: String) -> String?
  {
    guard let value = json[member] else { return standard }
    guard let text = value.stringValue, known.contains(text) else {
      report(
        member,
        "\"\(member)\" of \(place) is \(value.text)"
          + Suggestion.didYouMean(value.stringValue ?? "", among: known),
        expected: known.joined(separator: " or "))
      return nil
    }
    return text
  }

  /// A whole number; the standard one when it is left out.
  package mutating func whole(
    _ member: String, _ range: ClosedRange<Int>, or standard: Int
  ) -> Int? {
    guard let value = json[member] else { return standard }
    guard let number = value.intValue, range.contains(number) else {
      report(
        member, "\(member) of \(place) is \(value.text)",
        expected: "a number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }

  /// True or false; the standard one when it is left out.
  package mutating func flag(_ member: String, or standard: Bool) -> Bool? {
    guard let value = json[member] else { return standard }
    guard let flag = value.booleanValue else {
      report(member, "\(member) of \(place) is \(value.text)", expected: "true or false")
      return nil
    }
    return flag
  }

  /// The bounds of each call, from `timeoutSeconds`.
  package mutating func limits(
    or standard: HTTPClient.Limits = HTTPClient.Limits()
  ) -> HTTPClient.Limits? {
    var limits = standard
    guard json["timeoutSeconds"] != nil else { return limits }
    guard let seconds = whole("timeoutSeconds", 1...300, or: 30) else { return nil }
    limits.total = .seconds(seconds)
    return limits
  }

  /// The tokens of a request; connectors of one client share them.
  package mutating func tokens(_ request: TokenRequest, _ limits: HTTPClient.Limits) -> AccessTokens
  {
    if let known = reader.tokens[request.cacheKey] { return known }
    let tokens = AccessTokens(request, limits: limits)
    reader.tokens[request.cacheKey] = tokens
    return tokens
  }

  /// Notes a fault of a member.
  package mutating func report(
    _ member: String, _ headline: String, expected: String? = nil, mend: String? = nil
  ) {
    reader.report(.wrongValue, path + [member], headline, expected: expected, mend: mend)
  }
}

import DMN
import Diagnostics

extension CaseService {
  /// So many kinds of incidents are told apart; no list of causes is read further.
  private static let causeLimit = 1000

  /// The incidents by cause, the most frequent first.
  public func incidentCauses() throws -> [IncidentCause] {
    try store.read { try CaseService.causes($0) }
  }

  /// A page of the incidents of a cause behind `after`.
  public func incidents(
    ofCause cause: String, after: IncidentID?, limit: Int
  ) throws -> [Incident] {
    try store.read { reader in
      let causes = try CaseService.causes(reader)
      guard let found = causes.first(where: { $0.id == cause }) else {
        throw CaseworkError(
          .unknownIncident, .notFound,
          "there is no cause \"\(cause)\"" + Suggestion.didYouMean(cause, among: causes.map(\.id)))
      }
      return try reader.incidents(of: found.count.kind, after: after, limit: limit)
    }
  }

  private static func causes(_ reader: any CaseReader) throws -> [IncidentCause] {
    try reader.incidentCounts(limit: causeLimit).map {
      IncidentCause(id: $0.kind.name, count: $0)
    }
  }
}

extension IncidentKind {
  /// Eight hexadecimal digits of a digest: short enough to type, and the same tomorrow.
  var name: String {
    SHA256.version(of: Array("\(workflow)\n\(code)\n\(message)".utf8)).dropFirst(7).prefix(8)
      .lowercased()
  }
}

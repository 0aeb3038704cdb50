/// A part of a DMN file that has no say in deciding, kept so that the file can be written as it was:
/// knowledge sources, annotations, diagrams, ids, and what other programs add.
public struct PreservedXML: Sendable, Hashable {
  /// What it belongs to: `model`, an element such as `decision fraud_action`, or the part itself, such
  /// as `knowledgeSource policy` or `DMNDI`.
  public var owner: String
  /// The element with only what the model does not hold, as XML that can stand alone.
  public var xml: String

  /// Makes a part.
  public init(owner: String, xml: String) {
    self.owner = owner
    self.xml = xml
  }
}

extension Definitions {
  /// Leaves out what is kept of elements other than these, and of the diagram, which shows all.
  ///
  /// - Parameter ids: The ids of the elements of the requirements graph that stay.
  public mutating func keepPreserved(ofElements ids: Set<String>) {
    preserved.removeAll { part in
      guard let blank = part.owner.firstIndex(of: " ") else { return part.owner == "DMNDI" }
      return DMNVocabulary.requirable.contains(String(part.owner[..<blank]))
        && !ids.contains(String(part.owner[part.owner.index(after: blank)...]))
    }
  }
}

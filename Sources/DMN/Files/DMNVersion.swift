/// A published version of DMN, known by its namespaces.
public enum DMNVersion: String, Sendable, Hashable, CaseIterable {
  /// DMN 1.1.
  case v1_1 = "1.1"
  /// DMN 1.2.
  case v1_2 = "1.2"
  /// DMN 1.3.
  case v1_3 = "1.3"
  /// DMN 1.4.
  case v1_4 = "1.4"
  /// DMN 1.5.
  case v1_5 = "1.5"

  /// The namespace of a model's elements.
  public var modelNamespace: String {
    switch self {
    case .v1_1: "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
    case .v1_2: "http://www.omg.org/spec/DMN/20180521/MODEL/"
    case .v1_3: "https://www.omg.org/spec/DMN/20191111/MODEL/"
    case .v1_4: "https://www.omg.org/spec/DMN/20211108/MODEL/"
    case .v1_5: "https://www.omg.org/spec/DMN/20230324/MODEL/"
    }
  }

  /// The namespace that names FEEL as an expression or type language.
  public var feelNamespace: String {
    switch self {
    case .v1_1: "http://www.omg.org/spec/FEEL/20140401"
    case .v1_2: "http://www.omg.org/spec/DMN/20180521/FEEL/"
    case .v1_3: "https://www.omg.org/spec/DMN/20191111/FEEL/"
    case .v1_4: "https://www.omg.org/spec/DMN/20211108/FEEL/"
    case .v1_5: "https://www.omg.org/spec/DMN/20230324/FEEL/"
    }
  }

  /// The version whose model namespace this is.
  public init?(modelNamespace: String) {
    guard let version = Self.allCases.first(where: { $0.modelNamespace == modelNamespace }) else {
      return nil
    }
    self = version
  }

  /// Whether a URI names FEEL, of any version.
  public static func isFEEL(_ uri: String) -> Bool {
    // "feel" alone is what some modellers write.
    uri.lowercased() == "feel" || allCases.contains { $0.feelNamespace == uri }
  }
}

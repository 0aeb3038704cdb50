/// A request's method; names are case-sensitive (RFC 9110, section 9.1).
public struct HTTPMethod: Sendable, Hashable, CustomStringConvertible {
  /// The method as sent, such as `GET`.
  public let name: String

  /// A method by name.
  public init(_ name: String) {
    self.name = name
  }

  /// Reads a resource.
  public static let get = HTTPMethod("GET")
  /// Like GET, without the body of the answer.
  public static let head = HTTPMethod("HEAD")
  /// Hands something over.
  public static let post = HTTPMethod("POST")
  /// Replaces a resource.
  public static let put = HTTPMethod("PUT")
  /// Changes a part of a resource.
  public static let patch = HTTPMethod("PATCH")
  /// Removes a resource.
  public static let delete = HTTPMethod("DELETE")
  /// Asks what is possible.
  public static let options = HTTPMethod("OPTIONS")

  /// The method's name.
  public var description: String { name }
}

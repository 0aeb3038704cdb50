extension BuiltinCatalogue {
  /// Functions that take functions as arguments.
  static let functional: [Builtin] = []
}

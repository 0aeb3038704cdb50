extension Builtin {
  /// The function as a value, for texts that hand it on.
  var function: FunctionValue {
    FunctionValue(name: name, parameters: [], body: { _, _ in .null })
  }
}

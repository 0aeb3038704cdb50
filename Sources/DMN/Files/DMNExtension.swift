/// The elements by which Docket keeps in DMN XML what DMN has no place for, inside of
/// `extensionElements`; docs/dmn.md describes them.
enum DMNExtension: String {
  /// In a definition, clause, rule or expression: its id, where that can be none in XML.
  case id
  /// In what holds a `text`: what the author typed, where that is not the FEEL.
  case typed
  /// In the definitions: the locale in which the author typed.
  case locale
  /// In the definitions: the time zone of effective days.
  case zone
  /// In the definitions: the id that a reference means, where the `href` cannot say it.
  case reference
  /// In an import: nobody gave the kind of what is imported.
  case noImportType
  /// In an item definition with components or a function: its allowed values.
  case allowedValues
  /// In an item definition with components or a function: its constraint.
  case typeConstraint
  /// In an item definition: it has components, of which there are none.
  case noComponents
  /// In an item definition: nobody said what the type is.
  case unspecified
  /// In a rule: the first day on which it holds.
  case from
  /// In a rule: the last day on which it holds.
  case until
  /// In a rule: it is switched off.
  case disabled
  /// In the definitions: the tests.
  case tests
  /// One test.
  case test
  /// In a test: a given input.
  case given
  /// In a test: no rule matches.
  case noRule
  /// In a test: a list of results.
  case list
  /// In a test or list: one result.
  case result
  /// In a result: one output.
  case output
  /// In a test: a remark.
  case note

  /// The namespace of these elements.
  static let namespace = "urn:docket:tables:1"
}

public import Diagnostics

/// A statechart as it was written, from an SCXML document or a workflow sheet.
///
/// It holds text only: ``CompiledStatechart`` resolves the state ids and compiles the expressions.
/// Spec: SCXML 1.0 § 3.2.
public struct StatechartDocument: Sendable, Hashable {
  /// The data models a document may ask for.
  public enum DataModel: String, Sendable, Hashable, CaseIterable {
    /// FEEL expressions; also that of a document which names none.
    case feel
    /// No data but `In(…)`; spec: SCXML 1.0 § B.1.
    case null
  }

  /// When the data elements of a state get their initial values; spec: SCXML 1.0 § 5.3.3.
  public enum Binding: String, Sendable, Hashable, CaseIterable {
    /// All when the session starts.
    case early
    /// Those of a state when it is entered for the first time.
    case late
  }

  /// What becomes of a platform `error.*` event that no transition takes.
  public enum ErrorHandling: String, Sendable, Hashable, CaseIterable {
    /// The macrostep is undone and the session stops in an incident.
    case incident
    /// The event is dropped, as in SCXML 1.0.
    case standard
  }

  /// The name by which commands, `_name` and other documents know it.
  public var name: String?
  /// The name people read.
  public var label: String?
  /// A remark kept with the document.
  public var note: String?
  /// The data model.
  public var dataModel: DataModel
  /// When data elements get their initial values.
  public var binding: Binding
  /// What becomes of unhandled errors; nil leaves it to whoever runs the document.
  public var errorHandling: ErrorHandling?
  /// The initial states; empty for the first state of the document.
  public var initial: [StateReference]
  /// The variables of the document.
  public var data: [DataElement]
  /// The script that runs before the initial states are entered.
  public var script: Script?
  /// The top-level states, in document order.
  public var states: [StateNode]
  /// Where the document stands.
  public var origin: Origin

  /// Makes a document.
  public init(
    name: String? = nil, label: String? = nil, note: String? = nil, dataModel: DataModel = .feel,
    binding: Binding = .early, errorHandling: ErrorHandling? = nil, initial: [StateReference] = [],
    data: [DataElement] = [], script: Script? = nil, states: [StateNode] = [], origin: Origin
  ) {
    self.name = name
    self.label = label
    self.note = note
    self.dataModel = dataModel
    self.binding = binding
    self.errorHandling = errorHandling
    self.initial = initial
    self.data = data
    self.script = script
    self.states = states
    self.origin = origin
  }
}

/// A state named by its id.
public struct StateReference: Sendable, Hashable {
  /// The id.
  public var id: String
  /// Where it is named.
  public var origin: Origin

  /// Names a state.
  public init(_ id: String, at origin: Origin) {
    self.id = id
    self.origin = origin
  }
}

/// An expression as it was written.
public struct ExpressionText: Sendable, Hashable {
  /// The text of one FEEL expression, or of a location.
  public var text: String
  /// Where it stands.
  public var origin: Origin

  /// Makes an expression.
  public init(_ text: String, at origin: Origin) {
    self.text = text
    self.origin = origin
  }
}

/// A text that is given as it is, or computed when it is needed.
public enum TextSource: Sendable, Hashable {
  /// The text itself.
  case text(String)
  /// An expression that must yield it.
  case expression(ExpressionText)
}

/// A variable of the session; spec: SCXML 1.0 § 5.3.
public struct DataElement: Sendable, Hashable {
  /// The variable's name.
  public var id: String
  /// The initial value; nil for null.
  public var value: ValueSource?
  /// The FEEL type that start data is converted to, as it was written (`docket:type`).
  public var type: ExpressionText?
  /// The name people read.
  public var label: String?
  /// A remark kept with the variable.
  public var note: String?
  /// Where it stands.
  public var origin: Origin

  /// Makes a variable.
  public init(
    id: String, value: ValueSource? = nil, type: ExpressionText? = nil, label: String? = nil,
    note: String? = nil, origin: Origin
  ) {
    self.id = id
    self.value = value
    self.type = type
    self.label = label
    self.note = note
    self.origin = origin
  }
}

/// Where a value comes from.
public enum ValueSource: Sendable, Hashable {
  /// A FEEL expression.
  case expression(ExpressionText)
  /// The children of the element.
  case inline(InlineContent)
  /// A file that could not be read: evaluating it raises `error.execution`.
  case unreadable(source: String, origin: Origin)
}

/// The children of `<data>`, `<assign>` or `<content>`, or a file's text in their place.
public struct InlineContent: Sendable, Hashable {
  /// The text, or the markup of the child elements so that it stands alone.
  public var text: String
  /// Whether the children are elements.
  public var isMarkup: Bool
  /// Where it stands.
  public var origin: Origin

  /// Makes inline content.
  public init(_ text: String, isMarkup: Bool = false, at origin: Origin) {
    self.text = text
    self.isMarkup = isMarkup
    self.origin = origin
  }
}

/// A script: a FEEL expression whose value is a context of variables to assign.
public struct Script: Sendable, Hashable {
  /// The expression.
  public var expression: ExpressionText
  /// The file it was read from.
  public var source: String?

  /// Makes a script.
  public init(_ expression: ExpressionText, source: String? = nil) {
    self.expression = expression
    self.source = source
  }
}

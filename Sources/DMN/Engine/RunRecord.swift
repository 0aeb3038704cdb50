import Diagnostics
import FEEL

/// What one evaluation of a model keeps beside FEEL's own `Evaluation`.
///
/// It holds errors and what an explanation needs, and lives on one thread.
final class RunRecord {
  /// What could not be decided, such as two matching rules of a Unique table.
  private(set) var errors: [Diagnostic] = []
  /// What is recorded; nil if nobody asked for an explanation.
  var recorder: ExplanationRecorder?

  /// The number of errors that are kept.
  private static let errorLimit = 100

  /// Whether tables are asked by their indexes rather than walked.
  let usesIndexes: Bool

  init(recorder: ExplanationRecorder? = nil, usesIndexes: Bool = true) {
    self.recorder = recorder
    self.usesIndexes = usesIndexes
  }

  func fail(_ error: Diagnostic) {
    guard errors.count < Self.errorLimit else { return }
    errors.append(error)
  }
}

/// What a node works with.
struct Run {
  let evaluation: Evaluation
  let session: RunRecord

  /// Keeps why a value came out null.
  func note(_ code: FEELCode, _ message: @autoclosure () -> String, at origin: Origin) {
    evaluation.note(code, message(), at: origin)
  }
}

extension Evaluation {
  /// Why the evaluation was stopped, if it was.
  func failureDiagnostic(at place: Origin) -> [Diagnostic] {
    guard let failure else { return [] }
    return [
      Diagnostic(
        failure.code, at: failure.origin ?? place, failure.message, mend: failure.code.mend)
    ]
  }

  /// The run that this evaluation belongs to; a fresh one if a function of a model was called from
  /// outside the engine.
  var run: Run {
    Run(evaluation: self, session: host as? RunRecord ?? RunRecord())
  }
}

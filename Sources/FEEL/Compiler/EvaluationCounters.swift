/// The counters that every step of every loop touches.
///
/// As properties of a class each access would be checked for exclusiveness while it runs, which
/// costs as much as the step itself. An evaluation belongs to one thread and never hands a counter
/// on by reference, so there is nothing to check. The owner frees the storage once.
@safe struct EvaluationCounters {
  private struct Storage {
    var stepsInSlice: Int
    var depth = 0
    var isStopped = false
  }

  private let storage: UnsafeMutablePointer<Storage>

  init(steps: Int) {
    unsafe storage = .allocate(capacity: 1)
    unsafe storage.initialize(to: Storage(stepsInSlice: steps))
  }

  func free() { unsafe storage.deallocate() }

  /// The steps left before the clock is looked at.
  var stepsInSlice: Int {
    get { unsafe storage.pointee.stepsInSlice }
    nonmutating set { unsafe storage.pointee.stepsInSlice = newValue }
  }

  /// How many functions are being evaluated inside each other.
  var depth: Int {
    get { unsafe storage.pointee.depth }
    nonmutating set { unsafe storage.pointee.depth = newValue }
  }

  /// Whether the evaluation was stopped.
  var isStopped: Bool {
    get { unsafe storage.pointee.isStopped }
    nonmutating set { unsafe storage.pointee.isStopped = newValue }
  }
}

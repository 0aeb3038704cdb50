import Diagnostics

/// Something that a sheet has no way to say.
struct Unsayable: Error {
  /// What it is, as the end of "a sheet cannot say …".
  var what: String
  /// The text of it.
  var found: String?
  /// What to do about it in the statechart.
  var mend: String

  init(_ what: String, found: String? = nil, mend: String) {
    self.what = what
    self.found = found
    self.mend = mend
  }
}

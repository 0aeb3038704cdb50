import Foundation
import TestSupport
import Testing

/// The Python package, built against the library of this build.
@Suite struct PythonTests {
  /// Whether a Python with its headers is there.
  static let isThere: Bool = {
    let question =
      "import os, sysconfig; print(os.path.exists(sysconfig.get_paths()['include'] + '/Python.h'))"
    guard let python = Tool.path("python3"), Tool.path("cc") != nil,
      let answer = try? Tool.run(python, ["-c", question])
    else { return false }
    return answer.output.contains("True")
  }()

  @Test(.enabled(if: isThere, "Python's headers are not installed (python3-dev)"))
  func itsOwnTestsPass() throws {
    let python = try #require(Tool.path("python3"))
    let folder = try TemporaryFolder()
    let library = try #require(InstalledLibrary.built)
    let build = try Tool.run(
      python, ["bindings/python/build_docket.py", "--tree", folder.path(".")],
      environment: [
        "DOCKET_LIBRARY": library, "CC": "cc",
        "CFLAGS":
          "-Wextra -Werror -Wno-unused-parameter -Wno-missing-field-initializers -Wno-cast-function-type",
      ])
    #expect(build.code == 0, Comment(rawValue: build.output))
    let tests = try Tool.run(
      python, ["-B", "-m", "unittest", "discover", "bindings/python/tests"],
      environment: ["PYTHONPATH": folder.path(".")])
    #expect(tests.code == 0, Comment(rawValue: tests.output))
    #expect(tests.output.contains("OK"))
  }
}

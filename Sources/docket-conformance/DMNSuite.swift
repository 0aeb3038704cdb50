/// The DMN Technology Compatibility Kit: every test case of a folder of models and test files.
enum DMNSuite: ConformanceSuite {
  static let name = "dmn"
  static let usage = "dmn DIR [--report FILE.csv]"

  static func run(_ arguments: [String]) -> Int32 {
    complain("usage: docket-conformance \(usage)")
    return 64
  }
}

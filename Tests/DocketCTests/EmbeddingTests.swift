import Foundation
import TestSupport
import Testing

/// The library as programs in C see it.
@Suite struct EmbeddingTests {
  /// Compiles a program against the library.
  private func compiled(_ source: String, _ library: InstalledLibrary) throws -> String {
    let program = library.path("program")
    let compiler = try #require(Tool.path("cc"))
    let outcome = try Tool.run(
      compiler,
      [
        "-std=c11", "-Wall", "-Wextra", "-Werror", "-g",
        "-I", Corpus.packagePath("Sources/CLibraries/CDocket"), "-o", program, source,
        "-L", library.path("."), "-ldocket", "-lpthread",
      ])
    #expect(outcome.code == 0, Comment(rawValue: outcome.output))
    return program
  }

  private static let fixture = Corpus.packagePath("Tests/DocketCTests/Fixtures/embed.c")

  @Test(.enabled(if: Tool.path("cc") != nil, "there is no C compiler"))
  func aCProgramDecidesFromManyThreadsAndNothingThatItGivesIsAFault() throws {
    let library = try InstalledLibrary(try #require(InstalledLibrary.built))
    let program = try compiled(Self.fixture, library)
    let outcome = try Tool.run(
      program, ["tables"], environment: ["LD_LIBRARY_PATH": library.path(".")])
    #expect(outcome.code == 0, Comment(rawValue: outcome.output))
  }

  @Test(
    .enabled(
      if: Tool.path("cc") != nil && Tool.path("valgrind") != nil, "valgrind is not installed"))
  func memoryIsUsedAsItShouldBe() throws {
    let library = try InstalledLibrary(try #require(InstalledLibrary.built))
    let program = try compiled(Self.fixture, library)
    // Leaks are looked for by the program itself: what Swift makes once looks lost to valgrind, and
    // its runtime reads padding.
    let outcome = try Tool.run(
      try #require(Tool.path("valgrind")),
      [
        "-q", "--leak-check=no", "--undef-value-errors=no", "--error-exitcode=9", program,
        "tables/spotify/playlist.csv",
        "brief",
      ], environment: ["LD_LIBRARY_PATH": library.path(".")])
    #expect(outcome.code == 0, Comment(rawValue: outcome.output))
  }

  @Test func onlyTheInterfaceIsSeenAndNothingOfSwiftIsNeeded() throws {
    let built = try #require(InstalledLibrary.built)
    guard let nm = Tool.path("nm"), let readelf = Tool.path("readelf") else { return }
    let symbols = try Tool.run(nm, ["-D", "--defined-only", "--extern-only", built]).output
      .split(separator: "\n").compactMap { $0.split(separator: " ").last }
      .map { String($0.split(separator: "@")[0]) }.filter { $0 != "DOCKET_1" }
    let header = try String(
      contentsOfFile: Corpus.packagePath("Sources/CLibraries/CDocket/docket.h"), encoding: .utf8)
    let declared = header.matches(of: /(docket_[a-z_]+)\(/).map { String($0.1) }
    #expect(Set(symbols) == Set(declared).subtracting(["docket_free("]))
    let needed = try Tool.run(readelf, ["-d", built]).output
    #expect(!needed.contains("libswift") && !needed.contains("libFoundation"))
    #expect(needed.contains("[libdocket.so.1]"))
  }
}

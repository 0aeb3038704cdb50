// swift-tools-version: 6.2
import PackageDescription

/// The settings of every Swift target: nothing is looser anywhere.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// For targets that import C: every unsafe use is marked where it stands.
let strictOverC: [SwiftSetting] = strict + [.strictMemorySafety()]

func systemLibrary(_ name: String, pkgConfig: String, package: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([package])])
}

func house(
  _ name: String, _ dependencies: [Target.Dependency], overC: Bool = false,
  resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources,
    swiftSettings: overC ? strictOverC : strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], fixtures: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies + ["TestSupport"],
    exclude: fixtures, swiftSettings: strict)
}

/// How `libdocket.so` is linked: with the standard library inside, so that it runs where Swift is not
/// installed, and with nothing to be seen from outside but what docket.h declares, so that it gets on
/// with whatever else a process has loaded.
let embeddable = [
  "-static-stdlib", "-Xlinker", "-soname=libdocket.so.1", "-Xlinker", "--gc-sections",
  "-Xlinker", "-z", "-Xlinker", "defs", "-Xlinker",
  "--version-script=\(Context.packageDirectory)/Sources/DocketC/exports.map",
]

/// How programs that people install are linked: they run where Swift is not installed, and calls of its runtime are
/// direct ones.
let standalone: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-use-ld=lld", "-Xlinker", "--gc-sections", "-lFoundation",
      "-lFoundationInternationalization", "-lFoundationEssentials",
      "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims", "-l_FoundationCollections",
    ], .when(configuration: .release))
]

// A target imports only targets above it in this list; ARCHITECTURE.md says what each is for.
let package = Package(
  name: "docket",
  products: [
    .executable(name: "docket", targets: ["docket"]),
    .executable(name: "docket-conformance", targets: ["docket-conformance"]),
    .library(name: "DocketC", type: .dynamic, targets: ["DocketC"]),
  ],
  targets: [
    systemLibrary("CLibXML2", pkgConfig: "libxml-2.0", package: "libxml2-dev"),
    systemLibrary("CSQLite", pkgConfig: "sqlite3", package: "libsqlite3-dev"),
    systemLibrary("CMicroHTTPD", pkgConfig: "libmicrohttpd", package: "libmicrohttpd-dev"),
    systemLibrary("CCurl", pkgConfig: "libcurl", package: "libcurl4-openssl-dev"),
    systemLibrary("CSodium", pkgConfig: "libsodium", package: "libsodium-dev"),
    systemLibrary("CGnuTLS", pkgConfig: "gnutls", package: "libgnutls28-dev"),
    systemLibrary("CPCRE2", pkgConfig: "libpcre2-8", package: "libpcre2-dev"),
    systemLibrary("CLibZip", pkgConfig: "libzip", package: "libzip-dev"),
    systemLibrary("CLibXLSXWriter", pkgConfig: "xlsxwriter", package: "libxlsxwriter-dev"),
    .systemLibrary(
      name: "CIntelDecimal", path: "Sources/CLibraries/CIntelDecimal",
      providers: [.apt(["libintelrdfpmath-dev"])]),
    .systemLibrary(name: "CThreads", path: "Sources/CLibraries/CThreads"),
    .systemLibrary(name: "CMalloc", path: "Sources/CLibraries/CMalloc"),
    .systemLibrary(name: "CDocket", path: "Sources/CLibraries/CDocket"),
    .target(
      name: "CGatheringVFS", dependencies: ["CSQLite"], path: "Sources/CLibraries/CGatheringVFS"),
    .target(
      name: "CSimdjson", path: "Sources/CLibraries/CSimdjson",
      linkerSettings: [.linkedLibrary("simdjson")]),

    house("Diagnostics", []),
    house("JSON", ["Diagnostics", "CSimdjson"], overC: true),
    house("XML", ["Diagnostics", "CLibXML2"], overC: true),
    house(
      "Spreadsheets", ["Diagnostics", "XML", "CLibZip", "CLibXLSXWriter", "CMalloc"], overC: true),
    house("FEEL", ["Diagnostics", "JSON", "CIntelDecimal", "CPCRE2", "CThreads"], overC: true),
    house("Calendars", ["Diagnostics", "Spreadsheets", "FEEL"]),
    house("DMN", ["Diagnostics", "FEEL", "XML", "JSON", "CSodium"], overC: true),
    house(
      "DecisionSheets", ["Diagnostics", "FEEL", "Calendars", "DMN", "Spreadsheets", "JSON", "XML"]),
    house("DecisionCalls", ["Diagnostics", "FEEL", "JSON", "DMN"], overC: true),
    .target(
      name: "DocketC",
      dependencies: [
        "Diagnostics", "FEEL", "JSON", "DMN", "DecisionSheets", "DecisionCalls", "CDocket",
      ], exclude: ["exports.map"], swiftSettings: strictOverC,
      linkerSettings: [.unsafeFlags(embeddable)]),
    house("Statechart", ["Diagnostics", "FEEL", "XML", "JSON"]),
    house(
      "WorkflowSheets",
      ["Diagnostics", "FEEL", "Calendars", "DMN", "Statechart", "Spreadsheets"]),
    house(
      "Casework", ["Diagnostics", "FEEL", "Calendars", "DMN", "Statechart", "JSON"], overC: true),
    house(
      "SQLiteStore",
      [
        "Diagnostics", "FEEL", "DMN", "JSON", "Statechart", "Casework", "CSQLite", "CGatheringVFS",
      ],
      overC: true),
    house("HTTP", ["CMicroHTTPD", "CCurl"], overC: true),
    house(
      "Connectors",
      [
        "Diagnostics", "FEEL", "JSON", "Spreadsheets", "DMN", "Casework", "HTTP", "CSodium",
        "CCurl",
      ],
      overC: true),
    house(
      "Runner",
      [
        "Diagnostics", "FEEL", "Calendars", "JSON", "DMN", "DecisionSheets", "Spreadsheets",
        "Statechart", "WorkflowSheets", "Casework", "Connectors", "HTTP",
      ]),
    house(
      "Service",
      [
        "Diagnostics", "FEEL", "JSON", "Spreadsheets", "DMN", "DecisionSheets", "DecisionCalls",
        "Statechart", "WorkflowSheets", "Casework", "Connectors", "Runner", "HTTP",
      ]),
    .executableTarget(
      name: "docket",
      dependencies: [
        "Diagnostics", "FEEL", "JSON", "XML", "Spreadsheets", "DMN", "DecisionSheets",
        "DecisionCalls", "Statechart", "WorkflowSheets", "Casework", "SQLiteStore", "HTTP",
        "Connectors",
        "Runner", "Service",
      ], swiftSettings: strict, linkerSettings: standalone),
    house("Standins", ["JSON", "HTTP", "CSodium", "CGnuTLS"], overC: true),
    .executableTarget(
      name: "docket-standins", dependencies: ["Standins", "HTTP"], swiftSettings: strict),
    .executableTarget(
      name: "docket-conformance",
      dependencies: [
        "Diagnostics", "FEEL", "JSON", "XML", "DMN", "Statechart", "Casework", "SQLiteStore",
        "Runner",
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Diagnostics", "FEEL", "JSON", "DMN", "DecisionSheets", "Spreadsheets", "Statechart",
        "WorkflowSheets",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "docket-bench",
      dependencies: ["Diagnostics", "FEEL", "JSON", "DMN"], path: "Benchmarks/Micro",
      swiftSettings: strict, linkerSettings: standalone),

    .executableTarget(
      name: "docket-store-bench",
      dependencies: [
        "JSON", "FEEL", "Casework", "SQLiteStore", "Connectors", "Runner", "Diagnostics",
      ], path: "Benchmarks/Store", exclude: ["floor.c", "floor.py", "floor_dbos.py"],
      swiftSettings: strict, linkerSettings: standalone),

    .target(
      name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/FaultVFS"),
    .target(
      name: "TestSupport", dependencies: ["JSON"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Diagnostics", ["Diagnostics"]),
    tests("JSON", ["JSON", "Diagnostics"]),
    tests("XML", ["XML", "Diagnostics"]),
    tests("Spreadsheets", ["Spreadsheets", "Diagnostics"], fixtures: ["Fixtures"]),
    tests("FEEL", ["FEEL", "JSON", "Diagnostics"], fixtures: ["Corpus"]),
    tests("Calendars", ["Calendars", "FEEL", "Spreadsheets", "Diagnostics"]),
    tests("DMN", ["DMN", "FEEL", "JSON", "Diagnostics", "XML", "docket-conformance", "Fuzz"]),
    tests(
      "DecisionSheets",
      ["DecisionSheets", "DMN", "FEEL", "JSON", "Spreadsheets", "XML", "Diagnostics", "Fuzz"],
      fixtures: ["Fixtures"]),
    tests(
      "DecisionCalls", ["DecisionCalls", "DecisionSheets", "DMN", "FEEL", "JSON", "Diagnostics"]),
    // No dependency: the tests ask the built library, and its linker flags are not for them.
    tests("DocketC", [], fixtures: ["Fixtures"]),
    tests("Statechart", ["Statechart", "FEEL", "JSON", "XML", "Diagnostics"]),
    tests(
      "WorkflowSheets",
      [
        "WorkflowSheets", "DecisionSheets", "DMN", "Statechart", "FEEL", "Spreadsheets",
        "Diagnostics",
      ]),
    tests(
      "Casework",
      [
        "Casework", "SQLiteStore", "Statechart", "Calendars", "DMN", "FEEL", "JSON",
        "Diagnostics", "CFaultVFS",
      ]),
    tests("HTTP", ["HTTP"]),
    tests("Standins", ["Standins", "HTTP", "JSON"]),
    tests(
      "Connectors",
      [
        "Connectors", "Casework", "FEEL", "Spreadsheets", "HTTP", "JSON", "Diagnostics", "Standins",
      ], fixtures: ["Systems/Operations"]),
    tests(
      "Runner",
      [
        "Runner", "Service", "Connectors", "SQLiteStore", "Casework", "Statechart", "Calendars",
        "DMN",
        "FEEL", "JSON", "HTTP", "Diagnostics",
      ], fixtures: ["Fixtures", "Scenarios"]),
    tests(
      "Service",
      [
        "Service", "Runner", "Connectors", "SQLiteStore", "Casework", "DecisionSheets", "DMN",
        "FEEL", "JSON", "HTTP", "Diagnostics",
      ]),
    tests(
      "EndToEnd",
      [
        "docket", "SQLiteStore", "Casework", "Connectors", "Standins", "HTTP", "JSON",
      ], fixtures: ["Stories", "Standins/stories.json"]),
    tests(
      "docket",
      [
        "docket", "docket-conformance", "Diagnostics", "JSON", "XML", "Spreadsheets", "FEEL",
        "Calendars", "DMN",
        "DecisionSheets", "DecisionCalls", "Statechart", "WorkflowSheets", "Casework", "HTTP",
        "Connectors", "Runner",
        "Service",
      ],
      fixtures: ["Golden", "Reference/Examples"]),
  ]
)

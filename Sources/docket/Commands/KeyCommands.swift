import Connectors
import DMN
import JSON
import Service

/// `docket key …`: API keys for the daemon's interface.
enum KeyCommands {
  static let description = CommandDescription(
    name: "key",
    summary: "makes API keys for the HTTP interface",
    subcommands: [new])

  private static let new = CommandDescription(
    name: "new",
    summary: "makes a key, prints it once, and the line for the configuration",
    discussion: [
      "The key is kept nowhere: the configuration holds its SHA-256 only. Put the line into \"apiKeys\" of "
        + "the file of docket serve --config, start the daemon anew, and give the key to whom it is for.",
      "Each role but intake includes the ones before it: decider asks for decisions, reader reads "
        + "everything, worker starts cases and does tasks, operator steps in, administrator does "
        + "everything. intake delivers to ways in without a signature or a token of their own.",
    ],
    arguments: [.init(name: "NAME", help: "whose key it is, such as \"shop\"")],
    options: [
      .value(
        "--role", "ROLE", "what its holder may do; may be given several times",
        .values(AccessRole.allCases.map(\.rawValue)))
    ],
    needsOneOf: ["--role"],
    examples: [
      .init(line: "docket key new shop --role worker", help: "a key that starts cases")
    ],
    run: { arguments, console in
      let name = arguments.arguments[0]
      let roles = arguments.values("--role")
      let key = "dk_" + SHA256.hexadecimal(SHA256.randomBytes(32))
      let member: JSONValue = [
        "digest": .string(AccessRules.digest(key)), "roles": .array(roles.map(JSONValue.string)),
      ]
      if arguments.has("--json") {
        console.print(
          JSONValue.object(present: [
            ("key", key.json), ("apiKeys", .object([JSONMember(name, member)])),
          ]).text)
      } else {
        console.print(key)
        console.note("docket: the key is shown this once; the line for \"apiKeys\":")
        console.print("  \(name.json.text): \(member.text)")
      }
      return .good
    })
}

import Casework
import Connectors
import Foundation
import HTTP
import SQLiteStore

/// Finds the way to a store: a daemon that has it, or the store itself.
enum StoreAccess {
  /// How long a command waits for another one to give the store back.
  private static let patience = 5.0

  /// Runs `body` with a way to the store the options name.
  ///
  /// Where there is no store, `mayCreate` makes one, and `orInMemory` one that is forgotten afterwards.
  /// Without a daemon, `intakes` tells the ways in for a command that takes something in.
  ///
  /// - Throws: `CommandFailure` when there is none, and what `body` throws.
  static func withService<Result: Sendable>(
    _ arguments: ParsedArguments, _ console: Console, mayCreate: Bool = false,
    orInMemory: Bool = false,
    intakes: () throws -> [String: ConfiguredIntake] = { [:] },
    _ body: @Sendable (ServiceAccess) async throws -> Result
  ) async throws -> Result {
    let options = StoreOptions(arguments)
    let service =
      try (orInMemory ? openInMemory(options, console) : nil)
      ?? open(options, console, mayCreate: mayCreate, intakes)
    do {
      let result = try await body(service)
      await service.close()
      return result
    } catch {
      await service.close()
      throw error
    }
  }

  /// A store for the definitions alone, unless there is one.
  private static func openInMemory(
    _ options: StoreOptions, _ console: Console
  ) throws -> ServiceAccess? {
    guard options.server == nil,
      !FileManager.default.fileExists(atPath: try options.databaseFile())
    else { return nil }
    return try LocalAccess.open(options, file: ":memory:", lock: nil, console)
  }

  private static func open(
    _ options: StoreOptions, _ console: Console, mayCreate: Bool,
    _ intakes: () throws -> [String: ConfiguredIntake]
  ) throws -> ServiceAccess {
    if let server = options.server {
      return RemoteAccess.open(server, key: Console.environment("DOCKET_API_KEY"))
    }
    let file = try options.databaseFile()
    if let daemon = daemon(of: file) { return daemon }
    guard mayCreate || FileManager.default.fileExists(atPath: file) else {
      throw CommandFailure(
        .couldNotRun,
        "there is no store \(file); docket serve and docket case start make one")
    }
    do {
      let lock = try StoreLock.acquire(store: file, waiting: patience)
      return try LocalAccess.open(
        options, file: file, lock: lock, intakes: try intakes(), console)
    } catch StoreError.locked(let message) {
      // A daemon may have started while we waited.
      if let daemon = daemon(of: file) { return daemon }
      throw CommandFailure(.couldNotRun, message)
    } catch let error as StoreError {
      throw CommandFailure(.couldNotRun, "\(error)")
    }
  }

  private static func daemon(of file: String) -> ServiceAccess? {
    guard let holder = StoreLock.holder(store: file), let address = holder.address else {
      return nil
    }
    // The daemon may name its files from another folder; the token always stands beside the store.
    let token = try? String(contentsOfFile: file + ".token", encoding: .utf8)
    return RemoteAccess.open(address, key: token)
  }
}

/// The way over a socket.
enum RemoteAccess {
  /// A way to the daemon at a base URL; the key is the daemon's token or an API key.
  static func open(_ base: String, key: String?) -> ServiceAccess {
    let root = base.hasSuffix("/") ? String(base.dropLast()) : base
    let url = root.contains("://") ? root : "http://\(root)"
    var client = HTTPClient()
    // A page of a thousand cases can be large.
    client.limits.answerBytes = 64 << 20
    client.limits.total = .seconds(120)
    return ServiceAccess { [client] method, target, headers, body throws(CommandFailure) in
      var headers = headers
      // What a recorded delivery brings is its own proof.
      if let key, headers["Authorization"] == nil { headers["Authorization"] = "Bearer \(key)" }
      do throws(HTTPClientError) {
        return try await client.send(
          HTTPCall(method, url + target, headers: headers, body: body))
      } catch {
        throw CommandFailure(.couldNotRun, "the daemon at \(url) does not answer: \(error)")
      }
    }
  }
}

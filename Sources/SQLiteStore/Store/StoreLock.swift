internal import Glibc
import Casework

/// Who has a store: a daemon, or a command that runs for a moment.
public struct StoreHolder: Sendable, Hashable {
  /// The process.
  public var processID: Int
  /// The address of the daemon's HTTP interface; nil for a command.
  public var address: String?
  /// The file with the token that the daemon asks for; only its owner can read it.
  public var tokenFile: String?
}

/// Keeps a second process from writing to a store, and tells others how to reach the first.
///
/// The lock is the operating system's, on the file `STORE.lock`, so it ends with its process however
/// that ends.
@safe
public final class StoreLock: Sendable {
  private let descriptor: Int32
  private let path: String
  private let tokenPath: String

  /// Makes a lock of the store whose own path, not that of a link to it, is `store`.
  private init(descriptor: Int32, store: String) {
    self.descriptor = descriptor
    path = store + ".lock"
    tokenPath = store + ".token"
  }

  deinit {
    // The file stays: removing it could take the lock of a process that has just opened it.
    ftruncate(descriptor, 0)
    unsafe unlink(tokenPath)
    close(descriptor)
  }

  /// Takes the lock of a store.
  ///
  /// - Parameters:
  ///   - store: The path of the database file.
  ///   - seconds: How long to wait for it.
  /// - Returns: The lock, held until it is dropped.
  /// - Throws: `StoreError.locked`, naming the process that has it.
  public static func acquire(store: String, waiting seconds: Double = 0) throws -> StoreLock {
    let store = StorePath.resolved(store)
    let path = store + ".lock"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let reason = unsafe String(cString: strerror(errno))
      throw StoreError.unusable(
        "cannot make the lock file \(path): \(reason)")
    }
    let deadline = ContinuousClock.now + .seconds(seconds)
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard ContinuousClock.now < deadline else {
        close(descriptor)
        throw StoreError.locked(refusal(store: store))
      }
      usleep(20_000)
    }
    let lock = StoreLock(descriptor: descriptor, store: store)
    try lock.write(StoreHolder(processID: Int(getpid()), address: nil, tokenFile: nil))
    return lock
  }

  /// Tells others the daemon's address and the token it asks for.
  ///
  /// - Parameters:
  ///   - address: The base URL of the HTTP interface.
  ///   - token: What the daemon asks for; kept in a file that only the owner can read.
  /// - Throws: `StoreError.unusable` when the files cannot be written.
  public func publish(address: String, token: String) throws {
    let tokenDescriptor = unsafe open(tokenPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard tokenDescriptor >= 0 else {
      throw StoreError.unusable("cannot write the token file \(tokenPath)")
    }
    defer { close(tokenDescriptor) }
    // An older file may have had other rights.
    guard fchmod(tokenDescriptor, 0o600) == 0 else {
      throw StoreError.unusable("cannot protect the token file \(tokenPath)")
    }
    try Self.write(Array(token.utf8), to: tokenDescriptor, name: tokenPath)
    try write(
      StoreHolder(processID: Int(getpid()), address: address, tokenFile: tokenPath))
  }

  /// Who has the lock of a store; nil when nobody has.
  public static func holder(store: String) -> StoreHolder? {
    let path = StorePath.resolved(store) + ".lock"
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let length = unsafe bytes.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    let lines = String(decoding: bytes.prefix(max(0, length)), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let first = lines.first, let processID = Int(first) else {
      return StoreHolder(processID: 0, address: nil, tokenFile: nil)
    }
    func line(_ index: Int) -> String? {
      lines.indices.contains(index) && !lines[index].isEmpty ? lines[index] : nil
    }
    return StoreHolder(processID: processID, address: line(1), tokenFile: line(2))
  }

  private static func refusal(store: String) -> String {
    guard let holder = holder(store: store), holder.processID > 0 else {
      return "another process is using the store \(store)"
    }
    let who = holder.address.map { "a docket daemon at \($0)" } ?? "another docket command"
    return "\(who) (process \(holder.processID)) is using the store \(store)"
  }

  /// Three lines: the process, the address, the token file.
  private func write(_ holder: StoreHolder) throws {
    let text = "\(holder.processID)\n\(holder.address ?? "")\n\(holder.tokenFile ?? "")\n"
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw StoreError.unusable("cannot write the lock file \(path)")
    }
    try Self.write(Array(text.utf8), to: descriptor, name: path)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws {
    let written = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
    }
    guard written == bytes.count else { throw StoreError.unusable("cannot write \(name)") }
  }
}

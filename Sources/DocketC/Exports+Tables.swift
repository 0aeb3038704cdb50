public import CDocket
import DecisionCalls
import DecisionSheets
import Diagnostics
import Glibc
import JSON

// The functions of docket.h for tables; the header says what each does and whose the pointers are.

/// The version of the interface.
@c @implementation public func docket_interface() -> Int32 { Int32(DOCKET_INTERFACE) }

/// The version of the library.
@c @implementation public func docket_version() -> UnsafePointer<CChar>! { unsafe versionText }

/// Made once, never given back.
nonisolated(unsafe) private let versionText = unsafe UnsafePointer<CChar>(
  outgoing(Release.version.utf8))

/// Loads a file or a folder.
@c @implementation public func docket_load(
  _ path: UnsafePointer<CChar>!, _ flags: Int32,
  _ problems: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> OpaquePointer! {
  let path = unsafe incoming(path) ?? ""
  return unsafe handOver(TableFolder.load([path]), from: path, flags, problems)
}

/// Loads files whose bytes are at hand.
@c @implementation public func docket_load_files(
  _ files: UnsafePointer<docket_file>!, _ count: Int, _ flags: Int32,
  _ problems: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> OpaquePointer! {
  let given = unsafe UnsafeBufferPointer(start: files, count: files == nil ? 0 : max(0, count))
  let read = unsafe given.map { file in
    unsafe TableFile(
      path: incoming(file.name) ?? "", bytes: Array(incoming(file.bytes, file.length)))
  }
  let name = read.first?.path ?? "the call"
  return unsafe handOver(TableFolder.load(read), from: name, flags, problems)
}

/// Gives tables back.
@c @implementation public func docket_close(_ tables: OpaquePointer!) {
  unsafe release(tables, EmbeddedTables.self)
}

/// The decisions.
@c @implementation public func docket_decisions(
  _ tables: OpaquePointer!
) -> UnsafeMutablePointer<CChar>! {
  let list = unsafe object(tables, EmbeddedTables.self)?.list ?? .array([])
  return unsafe outgoing(list.text.utf8)
}

/// Decides about one input.
@c @implementation public func docket_decide(
  _ tables: OpaquePointer!, _ decision: UnsafePointer<CChar>!, _ input: UnsafePointer<CChar>!,
  _ length: Int, _ flags: Int32, _ answer_length: UnsafeMutablePointer<Int>!,
  _ failed: UnsafeMutablePointer<Int32>!
) -> UnsafeMutablePointer<CChar>! {
  let flags = CallFlags(rawValue: flags)
  return unsafe answer(tables, decision, flags, answer_length, failed) { decider, writer in
    let isGood = unsafe decider.decide(
      line: incoming(input, length), number: 1, into: &writer)
    if !isGood, flags.contains(.readable) {
      writer.removeAll()
      writer.writeRaw(flags.text(decider.problems).utf8)
    }
    return isGood
  }
}

/// Decides about many inputs.
@c @implementation public func docket_decide_lines(
  _ tables: OpaquePointer!, _ decision: UnsafePointer<CChar>!, _ lines: UnsafePointer<CChar>!,
  _ length: Int, _ flags: Int32, _ answer_length: UnsafeMutablePointer<Int>!,
  _ failed: UnsafeMutablePointer<Int32>!
) -> UnsafeMutablePointer<CChar>! {
  let flags = CallFlags(rawValue: flags).subtracting(.readable)
  return unsafe answer(tables, decision, flags, answer_length, failed) { decider, writer in
    unsafe decider.decide(block: incoming(lines, length), firstLine: 1, into: &writer)
  }
}

/// Gives a text back.
@c @implementation public func docket_free(_ text: UnsafeMutablePointer<CChar>!) {
  unsafe free(text)
}

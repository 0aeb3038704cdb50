public import CDocket
import DecisionCalls
import Diagnostics
import Glibc

// The functions of docket.h for sessions; the header says what each does and whose the pointers are.

/// Opens a session.
@c @implementation public func docket_open(
  _ tables: OpaquePointer!, _ decision: UnsafePointer<CChar>!, _ flags: Int32,
  _ problems: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>!
) -> OpaquePointer! {
  let flags = CallFlags(rawValue: flags)
  let name = unsafe incoming(decision) ?? ""
  let tables = unsafe object(tables, EmbeddedTables.self)
  guard let call = tables?.call(name, flags) else {
    unsafe tell([tables?.unknown(name) ?? noTables], flags, problems)
    return nil
  }
  unsafe tell([], flags, problems)
  return unsafe retained(EmbeddedSession(call, flags))
}

/// Gives a session back.
@c @implementation public func docket_end(_ session: OpaquePointer!) {
  unsafe release(session, EmbeddedSession.self)
}

/// The number of an input's name.
@c @implementation public func docket_key(
  _ session: OpaquePointer!, _ name: UnsafePointer<CChar>!, _ length: Int
) -> Int32 {
  let name = unsafe String(decoding: incoming(name, length), as: UTF8.self)
  return unsafe object(session, EmbeddedSession.self)?.key(name) ?? -1
}

/// Sets the clock.
@c @implementation public func docket_set_now(
  _ session: OpaquePointer!, _ now: UnsafePointer<CChar>!
) -> Int32 {
  unsafe object(session, EmbeddedSession.self)?.setNow(incoming(now)) == true ? 0 : -1
}

/// Decides about items.
@c @implementation public func docket_run(
  _ session: OpaquePointer!, _ inputs: UnsafePointer<docket_item>!, _ count: Int,
  _ answer: UnsafeMutablePointer<UnsafePointer<docket_item>?>!,
  _ answer_count: UnsafeMutablePointer<Int>!
) -> Int32 {
  unsafe answer?.pointee = nil
  unsafe answer_count?.pointee = 0
  guard let session = unsafe object(session, EmbeddedSession.self) else {
    return Int32(DOCKET_FAILED)
  }
  let items = unsafe UnsafeBufferPointer(start: inputs, count: inputs == nil ? 0 : max(0, count))
  guard unsafe session.run(items) else { return Int32(DOCKET_FAILED) }
  unsafe session.withAnswer { items in
    unsafe answer?.pointee = UnsafePointer(items.baseAddress)
    unsafe answer_count?.pointee = items.count
  }
  return Int32(DOCKET_DONE)
}

/// What has to be said about the last run.
@c @implementation public func docket_remarks(
  _ session: OpaquePointer!
) -> UnsafeMutablePointer<CChar>! {
  unsafe outgoing((object(session, EmbeddedSession.self)?.remarks ?? "[]").utf8)
}

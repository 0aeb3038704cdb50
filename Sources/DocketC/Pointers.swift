import CDocket
import DecisionCalls
import DecisionSheets
import Diagnostics
import Glibc
import JSON

// What goes over the border of docket.h, in both directions.

/// A text of the caller's, who gives it back by `docket_free`; null where memory is short.
func outgoing(_ bytes: some Collection<UInt8>) -> UnsafeMutablePointer<CChar>? {
  guard let text = unsafe malloc(bytes.count + 1) else { return nil }
  let copy = unsafe UnsafeMutableRawBufferPointer(start: text, count: bytes.count + 1)
  unsafe copy.copyBytes(from: bytes)
  unsafe copy[bytes.count] = 0
  return unsafe text.assumingMemoryBound(to: CChar.self)
}

/// Bytes that the caller owns; none behind a null pointer.
func incoming(_ text: UnsafePointer<CChar>?, _ length: Int) -> UnsafeBufferPointer<UInt8> {
  guard let text = unsafe text, length > 0 else {
    return unsafe UnsafeBufferPointer(start: nil, count: 0)
  }
  return unsafe UnsafeBufferPointer(
    start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: length)
}

/// A text of the caller's that ends in a zero byte; nil for a null pointer.
func incoming(_ text: UnsafePointer<CChar>?) -> String? {
  unsafe text.map { unsafe String(cString: $0) }
}

/// The object behind a pointer that this interface gave out.
func object<Object: AnyObject>(_ pointer: OpaquePointer?, _ type: Object.Type) -> Object? {
  unsafe pointer.map {
    unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue()
  }
}

/// A pointer that keeps an object alive until `release`.
func retained(_ object: some AnyObject) -> OpaquePointer {
  unsafe OpaquePointer(Unmanaged.passRetained(object).toOpaque())
}

/// Lets go of the object behind a pointer.
func release<Object: AnyObject>(_ pointer: OpaquePointer?, _ type: Object.Type) {
  guard let pointer = unsafe pointer else { return }
  unsafe Unmanaged<Object>.fromOpaque(UnsafeRawPointer(pointer)).release()
}

/// Where the caller wants a text put.
typealias TextSlot = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Hands tables over, and what was found in their files.
func handOver(
  _ loaded: LoadedTables, from name: String, _ flags: Int32, _ problems: TextSlot?
) -> OpaquePointer? {
  let (tables, found) = EmbeddedTables.make(loaded, from: name)
  unsafe tell(found, CallFlags(rawValue: flags), problems)
  return unsafe tables.map { unsafe retained($0) }
}

/// Tells problems; a null pointer where there are none.
func tell(_ found: [Diagnostic], _ flags: CallFlags, _ problems: TextSlot?) {
  unsafe problems?.pointee = found.isEmpty ? nil : outgoing(flags.text(found).utf8)
}

/// Runs a call with a decider and hands its answer over.
func answer(
  _ pointer: OpaquePointer?, _ decision: UnsafePointer<CChar>?, _ flags: CallFlags,
  _ length: UnsafeMutablePointer<Int>?, _ failed: UnsafeMutablePointer<Int32>?,
  _ decide: (LineDecider, inout JSONWriter) -> Bool
) -> UnsafeMutablePointer<CChar>? {
  var writer = JSONWriter()
  let name = unsafe incoming(decision) ?? ""
  let tables = unsafe object(pointer, EmbeddedTables.self)
  let isGood = tables?.withDecider(name, flags) { decide($0, &writer) }
  if isGood == nil {
    let fault = tables?.unknown(name) ?? noTables
    if flags.contains(.readable) {
      writer.writeRaw(fault.text.utf8)
    } else {
      writer.write(LineDecider.fault(fault.code.id, fault.headline, 1, [fault.json]))
    }
  }
  unsafe failed?.pointee = isGood == true ? 0 : 1
  unsafe length?.pointee = writer.bytes.count
  return unsafe outgoing(writer.bytes)
}

/// What is said to a null pointer in place of tables.
let noTables = Diagnostic(
  DecisionCallCode.unknownDecision, at: Origin(file: "the call"),
  "the tables are a null pointer", expected: "tables that docket_load gave",
  mend: "look at what docket_load said")

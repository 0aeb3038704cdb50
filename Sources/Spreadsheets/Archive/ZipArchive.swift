import CLibZip
import Diagnostics

/// Reads the entries of a zip archive in memory.
///
/// Nothing is believed that the archive says of itself: sizes are counted while unpacking.
@safe final class ZipArchive {
  private let bytes: UnsafeMutableRawBufferPointer
  private let archive: OpaquePointer
  private let file: String
  private let limits: ArchiveLimits
  private var unpacked = 0
  /// The names of the entries, in their order.
  let names: [String]
  private let indexes: [String: UInt64]

  /// Opens an archive.
  ///
  /// - Throws: The fault that says why it cannot be opened.
  init(_ content: [UInt8], file: String, limits: ArchiveLimits) throws(GridFault) {
    // libzip keeps a pointer to the bytes while the archive is open.
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 16)
    unsafe bytes.copyBytes(from: content)
    let opened: OpaquePointer
    let found: (names: [String], indexes: [String: UInt64])
    do throws(GridFault) {
      unsafe opened = try Self.open(bytes, file: file)
      do throws(GridFault) {
        found = try unsafe Self.entries(of: opened, file: file, limits: limits)
      } catch {
        unsafe zip_discard(opened)
        throw error
      }
    } catch {
      unsafe bytes.deallocate()
      throw error
    }
    self.file = file
    self.limits = limits
    unsafe self.bytes = bytes
    unsafe archive = opened
    names = found.names
    indexes = found.indexes
  }

  private static func open(
    _ bytes: UnsafeMutableRawBufferPointer, file: String
  ) throws(GridFault) -> OpaquePointer {
    var error = unsafe zip_error_t()
    defer { unsafe zip_error_fini(&error) }
    guard
      let source = unsafe zip_source_buffer_create(
        bytes.baseAddress, UInt64(bytes.count), 0, &error)
    else { throw GridFault.damaged(file, "no room to open the archive") }
    guard let opened = unsafe zip_open_from_source(source, ZIP_RDONLY, &error) else {
      unsafe zip_source_free(source)
      throw GridFault.damaged(file, unsafe String(cString: zip_error_strerror(&error)))
    }
    return unsafe opened
  }

  private static func entries(
    of archive: OpaquePointer, file: String, limits: ArchiveLimits
  ) throws(GridFault) -> (names: [String], indexes: [String: UInt64]) {
    let count = unsafe Int(zip_get_num_entries(archive, 0))
    guard count <= limits.entries else {
      throw GridFault(
        .unpacksTooLarge, at: Origin(file: file), found: "\(count) parts",
        expected: "at most \(limits.entries) parts", mend: GridFault.saveAgain)
    }
    var names = [String]()
    var indexes = [String: UInt64]()
    for index in 0..<UInt64(clamping: count) {
      guard let text = unsafe zip_get_name(archive, index, 0) else { continue }
      let name = unsafe String(cString: text)
      names.append(name)
      // A second entry of a name is what an attack on other readers would be made of.
      if indexes[name] == nil { indexes[name] = index }
    }
    return (names, indexes)
  }

  deinit {
    unsafe zip_discard(archive)
    unsafe bytes.deallocate()
  }

  /// Whether there is an entry.
  func contains(_ name: String) -> Bool { indexes[name] != nil }

  /// The content of an entry; nil when there is none of that name.
  ///
  /// - Throws: The diagnostic that says why it cannot be unpacked.
  func read(_ name: String) throws(GridFault) -> [UInt8]? {
    guard let index = indexes[name] else { return nil }
    var status = unsafe zip_stat_t()
    guard unsafe zip_stat_index(archive, index, 0, &status) == 0 else {
      throw GridFault.damaged(file, "the part \(name) cannot be found")
    }
    if unsafe status.encryption_method != ZIP_EM_NONE {
      throw GridFault(
        .passwordProtected, at: Origin(file: file), found: "the part \(name) is encrypted",
        expected: "a workbook without a password", mend: GridFault.removePassword)
    }
    let packed = unsafe Int(clamping: status.comp_size)
    let announced = unsafe Int(clamping: status.size)
    try check(name, size: announced, packed: packed)
    guard let entry = unsafe zip_fopen_index(archive, index, 0) else {
      throw GridFault.damaged(file, "the part \(name): \(lastError)")
    }
    defer { unsafe zip_fclose(entry) }
    var content = [UInt8]()
    content.reserveCapacity(min(announced, max(packed, 1 << 16) * 20))
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let length = unsafe chunk.withUnsafeMutableBytes { buffer in
        guard let start = buffer.baseAddress else { return zip_int64_t(-1) }
        return unsafe zip_fread(entry, start, UInt64(buffer.count))
      }
      guard length >= 0 else {
        let reason = unsafe String(cString: zip_file_strerror(entry))
        throw GridFault.damaged(file, "the part \(name): \(reason)")
      }
      guard length > 0 else { break }
      content += chunk.prefix(Int(length))
      try check(name, size: content.count, packed: packed)
    }
    unpacked += content.count
    return content
  }

  private func check(_ name: String, size: Int, packed: Int) throws(GridFault) {
    let isTooLarge =
      size > limits.entryBytes || unpacked + size > limits.totalBytes
      || (size > 16 << 20 && size / limits.ratio > max(packed, 1))
    guard isTooLarge else { return }
    throw GridFault(
      .unpacksTooLarge, at: Origin(file: file),
      found: "the part \(name) grows from \(packed) to \(size) bytes or more",
      expected: "at most \(limits.entryBytes) bytes, and \(limits.ratio) for each packed one",
      mend: GridFault.saveAgain)
  }

  private var lastError: String {
    unsafe String(cString: zip_error_strerror(zip_get_error(archive)))
  }
}

import CLibZip

/// Packs a zip archive in memory.
enum ZipWriter {
  /// A part of an archive.
  struct Entry {
    var name: String
    var bytes: [UInt8]
    /// Whether it is deflated, or stored as it is.
    var isPacked = true
  }

  /// The archive of some parts, in their order.
  ///
  /// - Throws: `WorkbookWriteError` when libzip refuses.
  static func write(_ entries: [Entry]) throws(WorkbookWriteError) -> [UInt8] {
    var error = unsafe zip_error_t()
    defer { unsafe zip_error_fini(&error) }
    guard let target = unsafe zip_source_buffer_create(nil, 0, 0, &error) else {
      throw WorkbookWriteError(operation: "pack the workbook", reason: unsafe text(&error))
    }
    guard let archive = unsafe zip_open_from_source(target, ZIP_TRUNCATE, &error) else {
      unsafe zip_source_free(target)
      throw WorkbookWriteError(operation: "pack the workbook", reason: unsafe text(&error))
    }
    // The archive gives its target back when it is closed; this keeps it for the reading below.
    unsafe zip_source_keep(target)
    defer { unsafe zip_source_free(target) }
    let buffers = unsafe entries.map { entry in
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(entry.bytes.count, 1), alignment: 1)
      unsafe buffer.copyBytes(from: entry.bytes)
      return unsafe buffer
    }
    // libzip reads the parts only when it closes the archive.
    defer { for index in unsafe buffers.indices { unsafe buffers[index].deallocate() } }
    for (index, entry) in entries.enumerated() {
      let isAdded = unsafe add(entry, buffers[index], to: archive)
      guard isAdded else {
        let reason = unsafe text(zip_get_error(archive))
        unsafe zip_discard(archive)
        throw WorkbookWriteError(operation: "pack \(entry.name)", reason: reason)
      }
    }
    guard unsafe zip_close(archive) == 0 else {
      let reason = unsafe text(zip_get_error(archive))
      unsafe zip_discard(archive)
      throw WorkbookWriteError(operation: "pack the workbook", reason: reason)
    }
    return try unsafe content(of: target)
  }

  private static func add(
    _ entry: Entry, _ buffer: UnsafeMutableRawBufferPointer, to archive: OpaquePointer
  ) -> Bool {
    guard
      let source = unsafe zip_source_buffer(
        archive, buffer.baseAddress, UInt64(entry.bytes.count), 0)
    else { return false }
    let index = unsafe zip_file_add(archive, entry.name, source, ZIP_FL_ENC_UTF_8)
    guard index >= 0 else {
      unsafe zip_source_free(source)
      return false
    }
    // The same workbook gives the same bytes, whenever it is written: 1 January 1980.
    unsafe zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0)
    let method = entry.isPacked ? ZIP_CM_DEFLATE : ZIP_CM_STORE
    return unsafe zip_set_file_compression(archive, UInt64(index), method, 0) == 0
  }

  private static func content(of source: OpaquePointer) throws(WorkbookWriteError) -> [UInt8] {
    var status = unsafe zip_stat_t()
    guard unsafe zip_source_stat(source, &status) == 0, unsafe zip_source_open(source) == 0 else {
      let reason = unsafe text(zip_source_error(source))
      throw WorkbookWriteError(operation: "read the packed workbook", reason: reason)
    }
    defer { unsafe zip_source_close(source) }
    let size = unsafe Int(clamping: status.size)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      count = unsafe max(0, Int(zip_source_read(source, start, UInt64(size))))
    }
    guard bytes.count == size else {
      throw WorkbookWriteError(operation: "read the packed workbook", reason: "it ends early")
    }
    return bytes
  }

  private static func text(_ error: UnsafeMutablePointer<zip_error_t>) -> String {
    unsafe String(cString: zip_error_strerror(error))
  }
}

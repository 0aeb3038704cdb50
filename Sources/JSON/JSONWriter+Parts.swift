/// JSON written part by part on one line, where building a `JSONValue` first would cost more than the text.
///
/// The commas come by themselves: what is written last tells whether one is due. Only for a writer without
/// indentation.
extension JSONWriter {
  /// Begins an object.
  public mutating func beginObject() { write(byte: UInt8(ascii: "{")) }

  /// Ends an object.
  public mutating func endObject() { write(byte: UInt8(ascii: "}")) }

  /// Begins an array.
  public mutating func beginArray() { write(byte: UInt8(ascii: "[")) }

  /// Ends an array.
  public mutating func endArray() { write(byte: UInt8(ascii: "]")) }

  /// Appends a member's name; its value must follow.
  public mutating func name(_ text: String) {
    separate(after: UInt8(ascii: "{"))
    write(text: text)
    write(byte: UInt8(ascii: ":"))
  }

  /// Says that an array's next element follows.
  public mutating func element() { separate(after: UInt8(ascii: "[")) }

  /// Appends a member that is a text.
  public mutating func member(_ name: String, _ text: String) {
    self.name(name)
    write(text: text)
  }

  /// Appends a member that is a text, or null.
  public mutating func member(_ name: String, orNull text: String?) {
    self.name(name)
    if let text { write(text: text) } else { writeNull() }
  }

  /// Appends a member that is an array.
  ///
  /// - Parameters:
  ///   - name: The member's name.
  ///   - items: What the elements are made of.
  ///   - writeItem: Writes one element.
  @inlinable
  public mutating func member<Item>(
    _ name: String, _ items: some Sequence<Item>,
    _ writeItem: (inout JSONWriter, Item) -> Void
  ) {
    self.name(name)
    beginArray()
    for item in items {
      element()
      writeItem(&self, item)
    }
    endArray()
  }

  /// Appends a member that is an array of texts.
  public mutating func member(_ name: String, texts: [String]) {
    member(name, texts) { $0.write(text: $1) }
  }

  /// Appends `null`.
  public mutating func writeNull() { writeRaw("null".utf8) }

  private mutating func separate(after opening: UInt8) {
    // No complete value ends with an opening bracket, so the last byte is that of the bracket itself.
    if let last = bytes.last, last != opening { write(byte: UInt8(ascii: ",")) }
  }
}

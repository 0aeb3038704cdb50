import XML

/// Tells the children of an element apart in a way that holds when the file is written anew: by id, name
/// or reference where the model holds these, else by their number among those of the same name.
struct DMNChildKeys {
  private var counts = [String: Int]()

  /// The key of the next child.
  ///
  /// - Returns: The key, and whether it is a number, so that those before it have to be counted.
  mutating func next(_ child: XMLElement, id: String?) -> (key: String, isNumber: Bool) {
    counts[child.name, default: 0] += 1
    if let id { return ("\(child.name)#\(id)", false) }
    if child.name == "itemComponent", let name = child.attribute("name") {
      return ("\(child.name) \(name)", false)
    }
    if let wanted = DMNVocabulary.requirements[child.name],
      let target = child.elements.first(where: { wanted.contains($0.name) })
    {
      return ("\(target.name) \(target.attribute("href") ?? "")", false)
    }
    return ("\(child.name) \(counts[child.name] ?? 0)", true)
  }
}

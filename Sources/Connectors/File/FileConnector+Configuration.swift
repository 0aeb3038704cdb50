extension FileConnector: ConnectorKind {
  package static let kind = "file"
  package static let members = ["path"]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    section.path("path").map { FileConnector(path: $0) }
  }
}

import HTTP

extension WebhookConnector: ConnectorKind {
  package static let kind = "webhook"
  package static let members = [
    "url", "headers", "timeoutSeconds", "countsIdempotencyKeys", "answer",
  ]

  package static func connector(_ section: inout ConnectorSection) -> (any DeliveryConnector)? {
    var headers = HTTPHeaders()
    for (name, value) in section.members("headers") { headers.add(name, value) }
    guard let url = section.address("url"), let limits = section.limits(),
      let counts = section.flag("countsIdempotencyKeys", or: true),
      let answer = section.choice("answer", of: ["whole", "body"], or: "whole")
    else { return nil }
    return WebhookConnector(
      url: url, headers: headers, countsIdempotencyKeys: counts,
      answersWithData: answer == "body", limits: limits)
  }
}

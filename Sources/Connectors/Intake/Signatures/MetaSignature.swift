import HTTP

/// Meta's signature: `X-Hub-Signature-256: sha256=` and the HMAC in hexadecimal, over the bytes as they came.
///
/// Meta escapes what is not ASCII, and `/` as `\/`: a body that was decoded and written anew has another code.
/// Several secrets may be in force while one takes the place of another.
struct MetaSignature: Sendable {
  let secrets: [String]

  func check(_ request: HTTPRequest) throws(IntakeRefusal) {
    guard let header = request.headers["X-Hub-Signature-256"] else {
      throw IntakeRefusal(
        .unauthorized, "signature-missing", "the header X-Hub-Signature-256 is missing")
    }
    let isRight = secrets.contains { secret in
      let code = HMAC.sha256(request.body, key: Array(secret.utf8))
      return HMAC.isEqual(header, "sha256=" + HMAC.hexadecimal(code))
    }
    guard isRight else {
      throw IntakeRefusal(
        .unauthorized, "signature-wrong",
        "the signature does not belong to this body under any secret in force")
    }
  }
}

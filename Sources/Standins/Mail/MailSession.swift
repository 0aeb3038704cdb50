/// The conversation with one client (RFC 5321, 3207, 4954).
struct MailSession {
  private let connection: MailConnection
  private let server: MailStandin
  private var reader: MailReader
  private var mail = MailStandin.Mail(from: "", to: [], text: "")
  private var user: String?

  init(_ connection: MailConnection, of server: MailStandin) {
    self.connection = connection
    self.server = server
    reader = MailReader(connection)
  }

  mutating func serve() {
    if server.rules.isImplicit {
      guard let certificates = server.rules.certificates, connection.begin(certificates) else {
        return
      }
    }
    if let reply = server.heard("CONNECT", "CONNECT") {
      connection.say(reply)
      return
    }
    connection.say("220 standin ESMTP")
    while let line = reader.next() {
      let word = String(line.prefix { $0 != " " }).uppercased()
      // What follows AUTH is the password.
      let asked = server.heard(word, word == "AUTH" ? Self.withoutSecret(line) : line)
      if let asked {
        connection.say(asked)
        continue
      }
      guard answer(word, line) else { return }
    }
  }

  /// Answers a command; false when the conversation is over.
  private mutating func answer(_ word: String, _ line: String) -> Bool {
    switch word {
    case "EHLO": greet()
    case "HELO": connection.say("250 standin")
    case "STARTTLS": return beginTLS()
    case "AUTH": logIn(line)
    case "MAIL": begin(line)
    case "RCPT": add(line)
    case "DATA": return takeMessage()
    case "QUIT":
      connection.say("221 bye")
      return false
    case "RSET", "NOOP": connection.say("250 ok")
    default: connection.say("502 5.5.1 not known")
    }
    return true
  }

  private func greet() {
    var lines = ["standin greets you", "SIZE 10000000", "8BITMIME"]
    if server.rules.certificates != nil, !connection.isSecret { lines.append("STARTTLS") }
    if server.rules.login != nil, connection.isSecret {
      lines.append("AUTH " + server.rules.mechanisms.joined(separator: " "))
    }
    for line in lines.dropLast() { connection.say("250-\(line)") }
    connection.say("250 \(lines.last ?? "")")
  }

  private mutating func beginTLS() -> Bool {
    guard let certificates = server.rules.certificates, !connection.isSecret else {
      connection.say("454 4.7.0 no TLS here")
      return true
    }
    connection.say("220 2.0.0 go ahead")
    reader.discard()
    user = nil
    return connection.begin(certificates)
  }

  // MARK: Login

  private mutating func logIn(_ line: String) {
    guard let login = server.rules.login, connection.isSecret else {
      return connection.say("538 5.7.11 encryption is required for a login")
    }
    let parts = line.split(separator: " ").map(String.init)
    let mechanism = parts.dropFirst().first?.uppercased() ?? ""
    guard server.rules.mechanisms.contains(mechanism) else {
      return connection.say("504 5.5.4 no such mechanism")
    }
    let given: (user: String, password: String)?
    if mechanism == "PLAIN" {
      let initial = parts.dropFirst(2).first
      let response = initial ?? ask("")
      let fields = Self.plain(response)?.split(separator: "\0", omittingEmptySubsequences: false)
      given = fields.flatMap { $0.count == 3 ? (String($0[1]), String($0[2])) : nil }
    } else {
      let name = Self.plain(parts.dropFirst(2).first ?? ask("VXNlcm5hbWU6"))
      let password = Self.plain(ask("UGFzc3dvcmQ6"))
      given = name.flatMap { name in password.map { (name, $0) } }
    }
    guard let given, given == login else {
      return connection.say("535 5.7.8 authentication credentials invalid")
    }
    user = given.user
    connection.say("235 2.7.0 welcome")
  }

  private mutating func ask(_ challenge: String) -> String? {
    connection.say("334 \(challenge)")
    return reader.next()
  }

  private static func plain(_ text: String?) -> String? {
    text.flatMap { Signing.bytes(base64: $0) }.map { String(decoding: $0, as: UTF8.self) }
  }

  private static func withoutSecret(_ line: String) -> String {
    line.split(separator: " ").prefix(2).joined(separator: " ")
  }

  // MARK: Mail

  private mutating func begin(_ line: String) {
    guard server.rules.login == nil || user != nil else {
      return connection.say("530 5.7.0 authentication required")
    }
    mail = MailStandin.Mail(
      from: Self.address(line), to: [], text: "", isSecret: connection.isSecret, user: user)
    connection.say(
      mail.from.hasPrefix("nobody@") ? "550 5.7.1 not from here" : "250 2.1.0 ok")
  }

  private mutating func add(_ line: String) {
    let address = Self.address(line)
    let isNew = server.isNew(address)
    if address.hasPrefix("refused@") {
      connection.say("550 5.1.1 no such user")
    } else if address.hasPrefix("later@"), isNew {
      connection.say("450 4.2.0 greylisted")
    } else {
      mail.to.append(address)
      connection.say("250 2.1.5 ok")
    }
  }

  private mutating func takeMessage() -> Bool {
    guard !mail.to.isEmpty else {
      connection.say("554 5.5.1 no valid recipients")
      return true
    }
    connection.say("354 go on")
    guard let text = reader.message() else { return false }
    mail.text = text
    if let reply = server.heard("MESSAGE", ".") {
      connection.say(reply)
      return true
    }
    if text.contains("drop the line") {
      server.take(mail)
      return false
    }
    if text.contains("Subject: spam") {
      connection.say("554 5.7.1 refused")
    } else {
      server.take(mail)
      connection.say("250 2.0.0 queued")
    }
    return true
  }

  private static func address(_ line: String) -> String {
    guard let open = line.firstIndex(of: "<"), let end = line[open...].firstIndex(of: ">") else {
      return ""
    }
    return String(line[line.index(after: open)..<end])
  }
}

/// What can be asked of Instagram.
public enum InstagramOperation: String, OperationSet {
  /// Sends a customer a text, a file, or both.
  case sendMessage = "message.send"
  /// Puts a reaction on a customer's message, or takes it off.
  case react = "message.react"
  /// Answers a public comment in private, once.
  case sendPrivateReply = "private-reply.send"
  /// Answers a public comment where everybody reads it.
  case replyToComment = "comment.reply"
  /// Publishes a post, a reel or a story.
  case publish = "media.publish"
  /// Asks who a customer is.
  case getProfile = "profile.get"
  /// Asks how large another professional account is.
  case getPartner = "partner.get"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .sendMessage:
      [
        .required("to", .text), .optional("text", .text), .optional("quickReplies", .list),
        .optional("attachment", .object), .optional("tag", .oneOf(["HUMAN_AGENT"])),
        .optional("originatingEntity", .oneOf(["Human", "Bot"])),
        .optional("lastCustomerMessageAt", .time), .optional("replyId", .text),
      ]
    case .react:
      [
        .required("to", .text), .required("messageId", .text),
        .optional(
          "reaction", .oneOf(["love", "like", "laugh", "wow", "sad", "angry", "other"])),
      ]
    case .sendPrivateReply:
      [.required("commentId", .text), .required("text", .text), .optional("commentedAt", .time)]
    case .replyToComment: [.required("commentId", .text), .required("text", .text)]
    case .publish:
      [
        .required("type", .oneOf(["post", "reel", "story", "carousel"])),
        .optional("url", .text), .optional("urls", .list), .optional("caption", .text),
        .optional("mediaKind", .oneOf(["image", "video"])), .optional("id", .text),
      ]
    case .getProfile: [.required("igsid", .text)]
    case .getPartner: [.required("username", .text)]
    }
  }
}

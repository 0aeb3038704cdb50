/// What can be asked of Spotify's Web API.
public enum SpotifyOperation: String, OperationSet {
  /// Looks for an episode in a show by its title and date.
  case findEpisode = "show.episodes"
  /// Reads a show.
  case getShow = "show.get"
  /// Reads an episode.
  case getEpisode = "episode.get"
  /// Makes a playlist and fills it.
  case createPlaylist = "playlist.create"
  /// Replaces what is in a playlist.
  case replaceItems = "playlist.replace"

  /// The fields that the operation takes.
  public var fields: [OperationField] {
    switch self {
    case .findEpisode:
      [
        .required("show", .text), .optional("title", .text), .optional("since", .time),
        .optional("market", .text),
      ]
    case .getShow: [.required("show", .text), .optional("market", .text)]
    case .getEpisode: [.required("episode", .text), .optional("market", .text)]
    case .createPlaylist:
      [
        .required("name", .text), .optional("description", .text), .optional("public", .boolean),
        .optional("tracks", .list),
      ]
    case .replaceItems: [.required("playlist", .text), .required("tracks", .list)]
    }
  }
}

/// Spotify's ids: 22 letters and digits, alone or at the end of `spotify:KIND:ID` or a link.
enum SpotifyID {
  /// The id; nil for what is none.
  static func read(_ text: String, kind: String) -> String? {
    var id = text[...]
    if text.hasPrefix("spotify:") {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1] == kind else { return nil }
      id = parts[2]
    } else if text.hasPrefix("https://open.spotify.com/\(kind)/") {
      id = text.dropFirst("https://open.spotify.com/\(kind)/".count).prefix { $0 != "?" }
    }
    return isID(id) ? String(id) : nil
  }

  /// Whether a text names something that a playlist can hold.
  static func isItem(_ text: String) -> Bool {
    ["track", "episode"].contains {
      text.hasPrefix("spotify:\($0):") && read(text, kind: $0) != nil
    }
  }

  private static func isID(_ text: Substring) -> Bool {
    text.utf8.count == 22
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
      }
  }
}

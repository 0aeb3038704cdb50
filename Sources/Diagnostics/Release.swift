/// What this is a release of.
public enum Release {
  /// The version, as `docket --version`, the server's answers and `docket_version` tell it.
  public static let version = "0.1.0"
}

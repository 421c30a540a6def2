using System.Text.Json.Nodes;

namespace McpGateway.Cli.Connect;

/// <summary>One MCP client: where its configuration is, and how it names a server in it.</summary>
/// <param name="Name">As the command line names it.</param>
/// <param name="Title">As its maker names it.</param>
/// <param name="Section">The member that holds the servers.</param>
/// <param name="UserFile">The user's file; below the home directory.</param>
/// <param name="ProjectFile">The file of a project; null when the client has none.</param>
/// <param name="Entry">What is set for a server; the second argument is a token, or null when the client signs in by itself.</param>
/// <param name="Next">What the user does then.</param>
internal sealed record ClientFormat(
    string Name, string Title, string Section, Func<ClientPlaces, string> UserFile, string? ProjectFile,
    Func<string, string?, JsonObject> Entry, string Next)
{
    /// <summary>Whether the file is TOML; JSON with comments otherwise.</summary>
    public bool IsToml => Name == "codex";
}

/// <summary>Where this machine keeps files of users.</summary>
/// <param name="Home">Home directory.</param>
/// <param name="ApplicationData">Where graphical programs keep settings: <c>%APPDATA%</c>, <c>~/Library/Application Support</c> or
/// <c>~/.config</c>.</param>
internal sealed record ClientPlaces(string Home, string ApplicationData, Func<string, string?> Variable)
{
    public string At(params string[] parts) => Path.Combine([Home, .. parts]);

    public string AtData(params string[] parts) => Path.Combine([ApplicationData, .. parts]);
}

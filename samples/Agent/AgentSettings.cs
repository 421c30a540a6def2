namespace ReferenceAgent;

/// <summary>What the command line says, with the environment behind it.</summary>
internal sealed record AgentSettings
{
    public required Uri RegistryUrl { get; init; }

    /// <summary>What to answer; null to talk.</summary>
    public string? UserQuery { get; init; }

    public bool IsInteractive { get; init; }

    public string? Provider { get; init; }

    public string? Model { get; init; }

    public FileInfo? TokenFile { get; init; }

    /// <summary>Whether the user signs in with a browser, whatever tokens there are beside.</summary>
    public bool SignsIn { get; init; }

    /// <summary>Where tokens for the servers behind the gateway lie.</summary>
    public required DirectoryInfo TokensDirectory { get; init; }

    /// <summary>How often the model may ask for tools before it has to answer.</summary>
    public required int MaxRounds { get; init; }

    /// <summary>Address of the gateway, which ends with a slash: that of its registry server without the server's own path.</summary>
    public Uri GatewayUrl
    {
        get
        {
            var path = RegistryUrl.AbsolutePath.TrimEnd('/');
            foreach (var ending in (string[])["/mcp", "/sse", "/mcpgw"])
            {
                path = path.EndsWith(ending, StringComparison.Ordinal) ? path[..^ending.Length] : path;
            }

            return new UriBuilder(RegistryUrl) { Path = path + "/", Query = "", Fragment = "" }.Uri;
        }
    }
}

namespace McpGateway.Contracts.Servers;

/// <summary>Answer of <c>GET /api/servers/{path}/versions</c>.</summary>
/// <param name="Path">Path of the server.</param>
/// <param name="DefaultVersion">The version that calls reach without asking for one.</param>
/// <param name="Versions">Every version, the default first.</param>
public sealed record ServerVersionList(string Path, string DefaultVersion, IReadOnlyList<ServerVersionItem> Versions);

/// <summary>One version of a server.</summary>
/// <param name="Id">What every other route finds the version by, in place of a path.</param>
/// <param name="ProxyPassUrl">Upstream address; without its query for those who may not modify the server.</param>
/// <param name="IsActive">True for the default version.</param>
public sealed record ServerVersionItem(
    string Version, string Id, string? ProxyPassUrl, bool IsDefault, bool IsActive, bool IsEnabled, string HealthStatus, int NumTools,
    int ChangedTools);

/// <summary>Answer of <c>PUT /api/servers/{path}/versions/default</c>.</summary>
public sealed record DefaultVersionSet(string Message, string Path, string DefaultVersion);

/// <summary>Answer of <c>DELETE /api/servers/{path}/versions/{version}</c>.</summary>
public sealed record VersionRemoved(string Message, string Path, string Version);

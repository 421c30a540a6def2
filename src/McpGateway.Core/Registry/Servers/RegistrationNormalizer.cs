namespace McpGateway.Core.Registry.Servers;

/// <summary>Brings a draft into the one form that is judged and stored.</summary>
internal static class RegistrationNormalizer
{
    public static ServerRegistration Normalise(ServerRegistration draft) => draft with
    {
        Name = draft.Name.Trim(),
        Path = ServerPath.Normalise(draft.Path),
        ProxyPassUrl = draft.ProxyPassUrl?.Trim(),
        McpEndpoint = draft.McpEndpoint?.Trim(),
        SseEndpoint = draft.SseEndpoint?.Trim(),
        AuthType = draft.AuthType.Trim(),
        AuthProvider = draft.AuthProvider?.Trim(),
        Version = string.IsNullOrWhiteSpace(draft.Version) ? null : draft.Version.Trim(),
        Visibility = string.IsNullOrWhiteSpace(draft.Visibility) ? null : draft.Visibility.Trim(),
        AllowedGroups = draft.AllowedGroups?.Select(static group => group.Trim()).Distinct(StringComparer.Ordinal).ToArray(),
        Tags = [.. draft.Tags.Select(tag => tag.Trim()).Where(tag => tag.Length > 0).Distinct(StringComparer.Ordinal)],
    };

    /// <summary>A draft that changes nothing, for edits to start from.</summary>
    public static ServerRegistration Of(ServerRecord server) => new()
    {
        Name = server.ServerName,
        Description = server.Description,
        Path = server.Path,
        ProxyPassUrl = server.ProxyPassUrl,
        Tags = server.Tags,
        StatedTools = server.StatedTools,
        StatedStars = server.StatedStars,
        IsPython = server.IsPython,
        License = server.License,
        SupportedTransports = server.SupportedTransports,
        AuthType = server.AuthType,
        IsOtherVersion = server.IsOtherVersion,
    };
}

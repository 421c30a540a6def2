namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// A registration of a server that comes with the product. Clients of the reference register theirs at the same paths, as servers of their
/// own: they get their answer, but what the server is called, what is said of it, how it is reached and what it can do is the product's
/// business.
/// </summary>
internal static class BuiltInDraft
{
    /// <param name="draft">What is stated.</param>
    /// <param name="own">The server as it is to be.</param>
    /// <param name="current">The server as stored; null when it was removed and comes back.</param>
    public static ServerRegistration Of(ServerRegistration draft, BuiltInServer own, ServerRecord? current)
    {
        var kept = draft with
        {
            Name = own.Name,
            Description = own.Description,
            Path = current?.Path ?? ServerPath.Normalise(own.Path),
            ProxyPassUrl = own.ProxyPassUrl,
            Tags = own.Tags,
            License = own.License,
            McpEndpoint = "",
            SseEndpoint = "",
            Transport = "",
            SupportedTransports = current?.SupportedTransports ?? [ServerTransport.StreamableHttp],
            AuthType = current?.AuthType ?? "none",
            AuthProvider = null,
            Headers = null,
            Tools = null,
            Meta = null,
            IsPython = current?.IsPython ?? false,
            StatedTools = current?.StatedTools ?? 0,
            StatedStars = current?.StatedStars ?? 0,
        };
        return SaysTheSame(draft, kept) ? kept : kept with
        {
            Warnings = [.. draft.Warnings,
                $"The server at '{kept.Path}' is built in: it keeps its name, description, tags and address, and has no stated "
                    + "transports, headers and tools"],
        };
    }

    private static bool SaysTheSame(ServerRegistration draft, ServerRegistration kept) =>
        draft.ProxyPassUrl == kept.ProxyPassUrl
        && draft.Name == kept.Name
        && draft.Description == kept.Description
        && draft.Tags.SequenceEqual(kept.Tags);
}

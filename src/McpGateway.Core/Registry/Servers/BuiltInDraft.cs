namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// A registration of a server that comes with the product. Clients of the reference register theirs at the same paths, as servers of their
/// own: they get their answer, and what they say about the server is taken over, but how it is reached and what it can do is the product's
/// business.
/// </summary>
internal static class BuiltInDraft
{
    /// <param name="draft">What is stated.</param>
    /// <param name="address">The server's address inside the process.</param>
    /// <param name="current">The server as stored; null when it was removed and comes back.</param>
    public static ServerRegistration Of(ServerRegistration draft, string address, ServerRecord? current) => draft with
    {
        ProxyPassUrl = address,
        McpEndpoint = "",
        SseEndpoint = "",
        Transport = "",
        SupportedTransports = current?.SupportedTransports ?? [ServerTransport.StreamableHttp],
        AuthType = current?.AuthType ?? "none",
        AuthProvider = null,
        Headers = null,
        Tools = null,
        Warnings = draft.ProxyPassUrl == address
            ? draft.Warnings
            : [.. draft.Warnings,
                $"The server at '{draft.Path}' is built in: it stays where it is, without the stated address, transports, "
                    + "headers and tools"],
    };
}
